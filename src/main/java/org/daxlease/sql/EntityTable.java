package org.daxlease.sql;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
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
  private final List<EntityColumn<E>> columns;
  private final @Nullable EntityColumn<E> version;
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
    this.columns = EntityColumn.of(entity, converted, converter);
    columns.sort(
        Comparator.comparing(EntityColumn<E>::isId).thenComparing(EntityColumn<E>::isVersion));
    this.version = columns.stream().filter(EntityColumn::isVersion).findFirst().orElse(null);
    Columns<E> written = new Columns<>();
    columns.forEach(c -> c.addTo(written));
    String into = "insert into %s (%s) ".formatted(name, written.names());
    this.insert =
        new RowStatement<>(
            written, into + "values (" + written.marks() + ")", into + "select * from %s");
    this.update =
        new RowStatement<>(
            written,
            "update %s set %s where %s"
                .formatted(
                    name,
                    each(c -> !c.isKey(), ", ", "%1$s = ?")
                        + each(EntityColumn::isVersion, "", NEXT.formatted("%1$s", "?")),
                    each(EntityColumn::isId, " and ", "%1$s = ?")),
            "merge into %s t using %%s on %s when matched then update set %s"
                .formatted(
                    name,
                    each(EntityColumn::isId, " and ", "t.%1$s = v.%1$s"),
                    each(c -> !c.isKey(), ", ", "%1$s = v.%1$s")
                        + each(EntityColumn::isVersion, "", NEXT.formatted("t.%1$s", "v.%1$s"))));
  }

  /** Adds rows. */
  public void insert(RoundTrip trip, List<E> rows) {
    if (rows.isEmpty()) {
      return;
    }
    if (version != null) {
      rows.forEach(row -> version.set(row, 0L));
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
    EntityColumn<E> versioned = Objects.requireNonNull(version);
    rows.forEach(row -> versioned.set(row, (long) Objects.requireNonNull(versioned.get(row)) + 1));
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

  /** What is said of some columns, with the name of each in it. */
  private String each(Predicate<EntityColumn<E>> which, String between, String format) {
    return columns.stream()
        .filter(which)
        .map(c -> format.formatted(c.name()))
        .collect(Collectors.joining(between));
  }
}
