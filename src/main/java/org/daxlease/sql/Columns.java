package org.daxlease.sql;

import java.lang.reflect.Array;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/** Columns of a table, and how the things that become its rows give their values. */
public final class Columns<R> {

  /**
   * A column, as a value and as an array of values.
   *
   * @param element what the driver of PostgreSQL sends as it is in arrays; of others it would make
   *     text that it then searches, letter by letter, for what must be escaped
   */
  private record Column<R>(
      String name,
      String array,
      String type,
      Class<?> element,
      Function<R, ?> inArray,
      int sqlType,
      Function<R, ?> alone) {

    /** What a parameter of {@link #table} is set to. */
    Parameters of(List<R> rows) {
      Object[] values = (Object[]) Array.newInstance(element, rows.size());
      for (int i = 0; i < values.length; i++) {
        values[i] = inArray.apply(rows.get(i));
      }
      return Parameters.array(type, values);
    }

    /** What a parameter of {@link #marks} is set to. */
    Parameters of(R row) {
      Object value = alone.apply(row);
      return (statement, parameter) -> {
        if (value == null) {
          statement.setNull(parameter, sqlType);
        } else {
          statement.setObject(parameter, value);
        }
        return parameter + 1;
      };
    }
  }

  /** H2 takes arrays of up to 65,536; and of each row there are copies until it has been sent. */
  private static final int MOST_ROWS = 10_000;

  private final List<Column<R>> columns = new ArrayList<>();

  /** Rows in as many parts as there must be statements. */
  public static <R> List<List<R>> inParts(List<R> rows) {
    return rows.size() <= MOST_ROWS
        ? List.of(rows)
        : rows.stream().gather(Gatherers.windowFixed(MOST_ROWS)).toList();
  }

  public Columns<R> text(String name, Function<R, @Nullable String> value) {
    return add(name, "varchar", String.class, Types.VARCHAR, value);
  }

  public Columns<R> bigint(String name, Function<R, @Nullable Long> value) {
    return add(name, "bigint", Long.class, Types.BIGINT, value);
  }

  public Columns<R> integer(String name, Function<R, @Nullable Integer> value) {
    return add(name, "integer", Integer.class, Types.INTEGER, value);
  }

  public Columns<R> flag(String name, Function<R, @Nullable Boolean> value) {
    return add(name, "boolean", Boolean.class, Types.BOOLEAN, value);
  }

  public Columns<R> uuid(String name, Function<R, @Nullable UUID> value) {
    return read(name, "uuid", value, Types.OTHER, value);
  }

  /** Times, in UTC. */
  public Columns<R> time(String name, Function<R, @Nullable Instant> value) {
    Function<R, @Nullable OffsetDateTime> alone = row -> Timestamps.utcOrNull(value.apply(row));
    return read(name, "timestamp(6) with time zone", value, Types.TIMESTAMP_WITH_TIMEZONE, alone);
  }

  /** Those of a type that the database reads from text, where they are many. */
  private Columns<R> read(
      String name, String type, Function<R, ?> value, int sqlType, Function<R, ?> alone) {
    String array = "cast(cast(? as varchar array) as " + type + " array)";
    Function<R, @Nullable String> text =
        row -> {
          Object found = value.apply(row);
          return found == null ? null : found.toString();
        };
    columns.add(new Column<>(name, array, "varchar", String.class, text, sqlType, alone));
    return this;
  }

  private Columns<R> add(
      String name, String type, Class<?> element, int sqlType, Function<R, ?> value) {
    String array = "cast(? as " + type + " array)";
    columns.add(new Column<>(name, array, type, element, value, sqlType, value));
    return this;
  }

  /** {@code a, b, c}. */
  public String names() {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }

  /** {@code ?, ?, ?}. */
  public String marks() {
    return String.join(", ", Collections.nCopies(columns.size(), "?"));
  }

  /** Rows as a table: {@code unnest(…)}, with a parameter for each column. */
  public String table() {
    return columns.stream().map(Column::array).collect(Collectors.joining(", ", "unnest(", ")"));
  }

  /**
   * The parameters of {@link #marks} for a single row, those of {@link #table} for others, with
   * what the rows have now.
   */
  public Parameters of(List<R> rows) {
    return rows.size() == 1
        ? bound(columns.stream().map(c -> c.of(rows.getFirst())).toList())
        : inTable(rows);
  }

  /** The parameters of {@link #table}, with what the rows have now. */
  public Parameters inTable(List<R> rows) {
    return bound(columns.stream().map(c -> c.of(rows)).toList());
  }

  private static Parameters bound(List<Parameters> values) {
    return (statement, first) -> {
      int parameter = first;
      for (Parameters value : values) {
        parameter = value.bind(statement, parameter);
      }
      return parameter;
    };
  }
}
