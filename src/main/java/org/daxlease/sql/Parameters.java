package org.daxlease.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;

/** Sets the parameters of one statement among those that travel together. */
@FunctionalInterface
public interface Parameters {

  Parameters NONE = (_, first) -> first;

  /** A single one: ids as an array. */
  static Parameters ids(Collection<UUID> ids) {
    return (statement, first) -> {
      statement.setArray(first, statement.getConnection().createArrayOf("uuid", ids.toArray()));
      return first + 1;
    };
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
