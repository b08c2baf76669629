package org.daxlease.sql;

import java.lang.reflect.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Columns of a table, and how the things that become its rows give their values. */
public final class Columns<R> {

  /**
   * A column as an array.
   *
   * @param element what the driver of PostgreSQL sends as it is; of others it would make text that
   *     it then searches, letter by letter, for what must be escaped
   */
  private record Column<R>(
      String name, String array, String type, Class<?> element, Function<R, ?> value) {

    void bind(PreparedStatement statement, int parameter, List<R> rows) throws SQLException {
      Object[] values = (Object[]) Array.newInstance(element, rows.size());
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(rows.get(i));
      }
      statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
    }
  }

  private final List<Column<R>> columns = new ArrayList<>();

  public Columns<R> text(String name, Function<R, @Nullable String> value) {
    return add(name, "varchar", String.class, value);
  }

  public Columns<R> bigint(String name, Function<R, @Nullable Long> value) {
    return add(name, "bigint", Long.class, value);
  }

  public Columns<R> integer(String name, Function<R, @Nullable Integer> value) {
    return add(name, "integer", Integer.class, value);
  }

  public Columns<R> flag(String name, Function<R, @Nullable Boolean> value) {
    return add(name, "boolean", Boolean.class, value);
  }

  /** One of a type that the database reads from text: a UUID, or an instant in UTC. */
  public Columns<R> read(String name, String type, Function<R, @Nullable Object> value) {
    String array = "cast(cast(? as varchar array) as " + type + " array)";
    Function<R, @Nullable String> text =
        row -> {
          Object found = value.apply(row);
          return found == null ? null : found.toString();
        };
    columns.add(new Column<>(name, array, "varchar", String.class, text));
    return this;
  }

  private Columns<R> add(String name, String type, Class<?> element, Function<R, ?> value) {
    columns.add(new Column<>(name, "cast(? as " + type + " array)", type, element, value));
    return this;
  }

  /** {@code a, b, c}. */
  public String names() {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }

  /** The rows as a table: {@code unnest(…)}, with a parameter for each column. */
  public String rows() {
    return columns.stream().map(Column::array).collect(Collectors.joining(", ", "unnest(", ")"));
  }

  /** Sets the parameters of {@link #rows}, which must be the first of the statement. */
  public void bind(PreparedStatement statement, List<R> rows) throws SQLException {
    int parameter = 1;
    for (Column<R> column : columns) {
      column.bind(statement, parameter++, rows);
    }
  }
}
