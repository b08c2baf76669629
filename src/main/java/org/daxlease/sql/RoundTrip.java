package org.daxlease.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.RowMapper;

/**
 * Statements that travel together. PostgreSQL gets them all at once and carries them out one after
 * the other, each seeing what was committed before it began, as if it had been sent alone; a
 * database that takes one statement at a time gets them so.
 */
public final class RoundTrip {

  /**
   * Whoever sends more than this before it reads may wait for a server that waits for it, the
   * buffers between them being full. By then a round trip is a small part of the whole.
   */
  private static final int MOST_IDS = 128;

  /**
   * How many rows of a query that travels alone are fetched at a time. The session of somebody who
   * makes something of 200,000 looks idle to PostgreSQL, which then ends it.
   */
  static final int FETCHED = 1000;

  private final JdbcTemplate jdbc;
  private final List<Part> parts = new ArrayList<>();
  private final boolean postgres;
  private boolean together;

  RoundTrip(JdbcTemplate jdbc, boolean postgres) {
    this.jdbc = jdbc;
    this.postgres = postgres;
    // H2 takes one statement at a time, and is not far away.
    this.together = postgres;
  }

  private record Part(String sql, Parameters parameters, boolean isQuery, Result result) {}

  private interface Result {
    void take(@Nullable ResultSet rows, int count) throws SQLException;
  }

  /** The rows of a query, once it has been made. */
  public static final class Rows<R> {

    private @Nullable List<R> found;

    private Rows(@Nullable List<R> found) {
      this.found = found;
    }

    /** Of a query that is not made. */
    public static <R> Rows<R> none() {
      return new Rows<>(List.of());
    }

    /** All of them. */
    public List<R> all() {
      return Objects.requireNonNull(found, "not asked yet");
    }

    /** The only one. */
    public R only() {
      if (all().size() != 1) {
        throw new IncorrectResultSizeDataAccessException(1, all().size());
      }
      return all().getFirst();
    }
  }

  /** Adds a query by ids; without ids it finds nothing. */
  public <R> Rows<R> query(IdQuery<R> query, Collection<UUID> ids) {
    if (ids.isEmpty()) {
      return Rows.none();
    }
    together &= ids.size() <= MOST_IDS;
    return query(query.sql(ids), query.parameters(ids), query.mapper());
  }

  /** Adds a query by rows; without rows it finds nothing. */
  public <P, R> Rows<R> query(RowStatement<P> query, List<P> by, RowMapper<R> mapper) {
    return by.isEmpty()
        ? Rows.none()
        : query(query.sql(by, postgres), query.parameters(by), mapper);
  }

  /** Adds a query. */
  public <R> Rows<R> query(String sql, Parameters parameters, RowMapper<R> mapper) {
    Rows<R> rows = new Rows<>(null);
    parts.add(
        new Part(
            sql,
            parameters,
            true,
            (found, _) -> rows.found = read(Objects.requireNonNull(found), mapper)));
    return rows;
  }

  /** Adds a change by rows, of which there is at least one. */
  public <R> void update(RowStatement<R> change, List<R> by, IntConsumer told) {
    update(change.sql(by, postgres), change.parameters(by), told);
  }

  /** Adds a change, and who is told how many rows it changed. */
  public void update(String sql, Parameters parameters, IntConsumer told) {
    parts.add(new Part(sql, parameters, false, (_, count) -> told.accept(count)));
  }

  /** Sends what has been added, and takes the results. */
  public void execute() {
    if (together && parts.size() > 1) {
      send(parts);
    } else {
      parts.forEach(part -> send(List.of(part)));
    }
    parts.clear();
  }

  /**
   * The same as the end of the transaction. Where statements travel together it is committed with
   * them, after which the driver finds that there is nothing left to commit.
   */
  void executeAndCommit() {
    if (together && !parts.isEmpty()) {
      update("commit", Parameters.of(), _ -> {});
    }
    execute();
  }

  private void send(List<Part> sent) {
    String sql = sent.stream().map(Part::sql).collect(Collectors.joining(";\n"));
    PreparedStatementCallback<Boolean> exchange =
        statement -> {
          exchange(statement, sent);
          return true;
        };
    jdbc.execute(sql, exchange);
  }

  private static void exchange(PreparedStatement statement, List<Part> sent) throws SQLException {
    if (sent.size() == 1 && sent.getFirst().isQuery) {
      statement.setFetchSize(FETCHED);
    }
    int parameter = 1;
    for (Part part : sent) {
      parameter = part.parameters.bind(statement, parameter);
    }
    boolean rows = statement.execute();
    for (int i = 0; i < sent.size(); i++) {
      if (i > 0) {
        rows = statement.getMoreResults();
      }
      sent.get(i)
          .result
          .take(rows ? statement.getResultSet() : null, rows ? -1 : statement.getUpdateCount());
    }
  }

  private static <R> List<R> read(ResultSet found, RowMapper<R> mapper) throws SQLException {
    List<R> rows = new ArrayList<>();
    while (found.next()) {
      rows.add(Objects.requireNonNull(mapper.mapRow(found, rows.size())));
    }
    return rows;
  }
}
