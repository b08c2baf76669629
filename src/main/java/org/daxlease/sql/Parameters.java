package org.daxlease.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sets the parameters of one statement among those that travel together. */
@FunctionalInterface
public interface Parameters {

  /** One for each value, whose type says how it is sent. */
  static Parameters of(Object... values) {
    return (statement, first) -> {
      int next = first;
      for (Object value : values) {
        statement.setObject(next++, value);
      }
      return next;
    };
  }

  /** A single one: an array. */
  static Parameters array(String type, @Nullable Object[] elements) {
    return (statement, first) -> {
      statement.setArray(first, ArrayValues.of(statement.getConnection(), type, elements));
      return first + 1;
    };
  }

  /** A single one: ids as an array. */
  static Parameters ids(Collection<UUID> ids) {
    return array("uuid", ids.toArray(UUID[]::new));
  }

  /**
   * Sets them.
   *
   * @param first the number of the first
   * @return the number of the first that follows them
   */
  int bind(PreparedStatement statement, int first) throws SQLException;

  /** These, and others after them. */
  default Parameters and(Parameters next) {
    return (statement, first) -> next.bind(statement, bind(statement, first));
  }
}
