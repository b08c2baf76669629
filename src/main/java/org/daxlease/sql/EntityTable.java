package org.daxlease.sql;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes entities by the set, as JPA would one by one: all their columns, under the names that it
 * gives them, and only over the version that was read.
 */
public final class EntityTable<E> {

  /** What a row that has the version it was read with gets; any other null, which is refused. */
  private static final String NEXT = ", %%1$s = case when %1$s = %2$s then %1$s + 1 end";

  private final String name;
  private final List<Field> fields;
  private final @Nullable Field version;
  private final Columns<E> columns = new Columns<>();
  private final RowStatement<E> insert;
  private final RowStatement<E> update;

  /** The table of an entity whose fields have the column types that are known here. */
  public EntityTable(Class<E> entity) {
    this(entity, Void.class, null);
  }

  /** The same for one with fields of a type that a converter makes text. */
  public <T> EntityTable(
      Class<E> entity, Class<T> converted, @Nullable AttributeConverter<T, String> converter) {
    this.name = entity.getAnnotation(Table.class).name();
    // The version and then the keys come last, as they do in an update of one row.
    this.fields = fields(entity);
    fields.sort(Comparator.comparing((Field f) -> isId(f)).thenComparing(EntityTable::isVersion));
    Field versioned = null;
    for (Field field : fields) {
      if (converter != null && field.getType() == converted) {
        columns.text(
            column(field),
            row -> converter.convertToDatabaseColumn(converted.cast(get(field, row))));
      } else {
        add(column(field), field);
      }
      if (isVersion(field)) {
        versioned = field;
      }
    }
    this.version = versioned;
    String into = "insert into %s (%s) ".formatted(name, columns.names());
    this.insert =
        new RowStatement<>(
            columns, into + "values (" + columns.marks() + ")", into + "select * from %s");
    this.update =
        new RowStatement<>(
            columns,
            "update %s set %s where %s"
                .formatted(
                    name,
                    each(f -> !isKey(f), ", ", "%1$s = ?")
                        + each(EntityTable::isVersion, "", NEXT.formatted("%1$s", "?")),
                    each(EntityTable::isId, " and ", "%1$s = ?")),
            "merge into %s t using %%s on %s when matched then update set %s"
                .formatted(
                    name,
                    each(EntityTable::isId, " and ", "t.%1$s = v.%1$s"),
                    each(f -> !isKey(f), ", ", "%1$s = v.%1$s")
                        + each(EntityTable::isVersion, "", NEXT.formatted("t.%1$s", "v.%1$s"))));
  }

  /** Adds rows. */
  public void insert(RoundTrip trip, List<E> rows) {
    if (rows.isEmpty()) {
      return;
    }
    if (version != null) {
      rows.forEach(row -> set(version, row, 0L));
    }
    inParts(trip, rows, part -> trip.update(insert, part, _ -> {}));
  }

  /**
   * Writes over rows, which have their next version from now on. The round trip fails with {@link
   * org.springframework.dao.DataIntegrityViolationException} if one has another version than it was
   * read with: not after all its statements but in the database, since the commit may follow them.
   */
  public void update(RoundTrip trip, List<E> rows) {
    if (rows.isEmpty()) {
      return;
    }
    inParts(
        trip,
        rows,
        part ->
            trip.update(
                update,
                part,
                found -> {
                  if (found != part.size()) {
                    throw new IllegalStateException(
                        "%d rows of %s are gone".formatted(part.size() - found, name));
                  }
                }));
    Field versioned = Objects.requireNonNull(version);
    rows.forEach(
        row -> set(versioned, row, (long) Objects.requireNonNull(get(versioned, row)) + 1));
  }

  /** Each part of many is sent before the next is made: of all at once there would be copies. */
  private static <E> void inParts(RoundTrip trip, List<E> rows, Consumer<List<E>> statement) {
    List<List<E>> parts = Columns.inParts(rows);
    for (List<E> part : parts) {
      statement.accept(part);
      if (parts.size() > 1) {
        trip.execute();
      }
    }
  }

  private static boolean isKey(Field field) {
    return isId(field) || isVersion(field);
  }

  private static boolean isId(Field field) {
    return field.isAnnotationPresent(Id.class);
  }

  private static boolean isVersion(Field field) {
    return field.isAnnotationPresent(Version.class);
  }

  /** What is said of some columns, with the name of each in it. */
  private String each(Predicate<Field> which, String between, String format) {
    return fields.stream()
        .filter(which)
        .map(f -> format.formatted(column(f)))
        .collect(Collectors.joining(between));
  }

  /** The fields of an entity that are columns, to be read and written. */
  static List<Field> fields(Class<?> entity) {
    List<Field> fields = new ArrayList<>();
    for (Field field : entity.getDeclaredFields()) {
      if (!field.isSynthetic() && !Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        fields.add(field);
      }
    }
    return fields;
  }

  /** As Spring names it for Hibernate. */
  static String column(Field field) {
    return field.getName().replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private void add(String column, Field field) {
    Class<?> type = field.getType();
    if (type == UUID.class) {
      columns.uuid(column, row -> (UUID) get(field, row));
    } else if (type == Instant.class) {
      columns.time(column, row -> (Instant) get(field, row));
    } else if (type == long.class || type == Long.class) {
      columns.bigint(column, row -> (Long) get(field, row));
    } else if (type == int.class) {
      columns.integer(column, row -> (Integer) get(field, row));
    } else if (type == boolean.class || type == Boolean.class) {
      columns.flag(column, row -> (Boolean) get(field, row));
    } else if (type == Duration.class) {
      columns.bigint(column, row -> get(field, row) instanceof Duration d ? d.toMillis() : null);
    } else if (type.isEnum()) {
      columns.text(column, row -> get(field, row) instanceof Enum<?> e ? e.name() : null);
    } else if (type == String.class) {
      columns.text(column, row -> (String) get(field, row));
    } else {
      throw new IllegalArgumentException("no column has a " + type);
    }
  }

  private static @Nullable Object get(Field field, Object row) {
    try {
      return field.get(row);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(Field field, Object row, Object value) {
    try {
      field.set(row, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
