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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Columns of a table, and how the things that become its rows give their values. */
public final class Columns<R> {

  /**
   * A column, as a value and as an array of values.
   *
   * @param element the class of the elements that an array of its values has
   */
  private record Column<R>(
      String name,
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
    return add(name, "uuid", UUID.class, Types.OTHER, value);
  }

  /** Times, in UTC. */
  public Columns<R> time(String name, Function<R, @Nullable Instant> value) {
    Function<R, @Nullable OffsetDateTime> alone = row -> Timestamps.utcOrNull(value.apply(row));
    return add(
        name,
        "timestamp(6) with time zone",
        Instant.class,
        Types.TIMESTAMP_WITH_TIMEZONE,
        value,
        alone);
  }

  private Columns<R> add(
      String name, String type, Class<?> element, int sqlType, Function<R, ?> value) {
    return add(name, type, element, sqlType, value, value);
  }

  private Columns<R> add(
      String name,
      String type,
      Class<?> element,
      int sqlType,
      Function<R, ?> inArray,
      Function<R, ?> alone) {
    columns.add(new Column<>(name, type, element, inArray, sqlType, alone));
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
    return arrays().collect(Collectors.joining(", ", "unnest(", ")"));
  }

  /**
   * The same for PostgreSQL, which would keep what a function gives for a table, column by column.
   */
  String lists() {
    return arrays()
        .map(a -> "unnest(" + a + ")")
        .collect(Collectors.joining(", ", "(select ", ")"));
  }

  private Stream<String> arrays() {
    return columns.stream().map(c -> "cast(? as " + c.type + " array)");
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
