package org.daxlease.sql;

import java.util.Collection;
import java.util.Collections;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;

/**
 * A query by ids, each of whose parameters is all of them: {@code = any(?)}. For a single id it is
 * another statement, {@code = (?)}: PostgreSQL takes an array for ten elements when it makes a plan
 * to keep, finds that dear, and so plans anew each time.
 */
public final class IdQuery<R> {

  private final String many;
  private final String one;
  private final int marks;
  private final RowMapper<R> mapper;

  /**
   * Makes a query.
   *
   * @param sql with {@code any(?)} for the ids, or {@code any(array(select …))} for what is found
   *     by them, and no other parameters
   */
  public IdQuery(String sql, RowMapper<R> mapper) {
    this.many = sql;
    this.one = sql.replace("any(array(", "((").replace("any(?)", "(?)");
    this.marks = (int) sql.chars().filter(c -> c == '?').count();
    this.mapper = mapper;
  }

  String sql(Collection<UUID> ids) {
    return ids.size() == 1 ? one : many;
  }

  Parameters parameters(Collection<UUID> ids) {
    Parameters one = ids.size() == 1 ? Parameters.of(ids.toArray()) : Parameters.ids(ids);
    return Collections.nCopies(marks, one).stream().reduce(Parameters.of(), Parameters::and);
  }

  RowMapper<R> mapper() {
    return mapper;
  }
}
