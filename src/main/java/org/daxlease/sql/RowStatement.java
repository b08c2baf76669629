package org.daxlease.sql;

import java.util.List;

/** A statement about rows: of one it binds the values, of several an array for each column. */
public final class RowStatement<R> {

  private final Columns<R> columns;
  private final String one;
  private final String several;
  private final String onPostgres;

  /**
   * Makes one.
   *
   * @param one with {@link Columns#marks} for the values of a single row
   * @param several with {@code %s} for the table of the rows, {@code v}
   */
  public RowStatement(Columns<R> columns, String one, String several) {
    String v = " v (" + columns.names() + ")";
    this.columns = columns;
    this.one = one;
    this.several = several.formatted(columns.table() + v);
    this.onPostgres = several.formatted(columns.lists() + v);
  }

  String sql(List<R> rows, boolean postgres) {
    return rows.size() == 1 ? one : postgres ? onPostgres : several;
  }

  Parameters parameters(List<R> rows) {
    return columns.of(rows);
  }
}
