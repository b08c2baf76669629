package org.daxlease.sql;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A column of an entity's table, and the field that has its value.
 *
 * @param reader how it is read of a row
 * @param adding how it is added to the columns that are written
 */
record EntityColumn<E>(Field field, String name, Reader reader, Consumer<Columns<E>> adding) {

  interface Reader {
    @Nullable Object read(ResultSet row, String column) throws SQLException;
  }

  /**
   * The columns of an entity, one for each field.
   *
   * @param converter what makes text of fields of the converted type; null for none
   */
  static <E, T> List<EntityColumn<E>> of(
      Class<E> entity, Class<T> converted, @Nullable AttributeConverter<T, String> converter) {
    List<EntityColumn<E>> columns = new ArrayList<>();
    for (Field field : entity.getDeclaredFields()) {
      if (!field.isSynthetic() && !Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        columns.add(
            converter != null && field.getType() == converted
                ? converted(field, converted, converter)
                : of(field));
      }
    }
    return columns;
  }

  private static <E, T> EntityColumn<E> converted(
      Field field, Class<T> type, AttributeConverter<T, String> converter) {
    String name = name(field);
    return new EntityColumn<>(
        field,
        name,
        (row, column) -> converter.convertToEntityAttribute(row.getString(column)),
        to -> to.text(name, e -> converter.convertToDatabaseColumn(type.cast(get(field, e)))));
  }

  private static <E> EntityColumn<E> of(Field field) {
    String name = name(field);
    Class<?> type = field.getType();
    return switch (type) {
      case Class<?> _ when type == long.class ->
          new EntityColumn<>(
              field, name, ResultSet::getLong, to -> to.bigint(name, e -> (Long) get(field, e)));
      case Class<?> _ when type == Long.class ->
          new EntityColumn<>(
              field, name, object(type), to -> to.bigint(name, e -> (Long) get(field, e)));
      case Class<?> _ when type == int.class ->
          new EntityColumn<>(
              field, name, ResultSet::getInt, to -> to.integer(name, e -> (Integer) get(field, e)));
      case Class<?> _ when type == boolean.class ->
          new EntityColumn<>(
              field,
              name,
              ResultSet::getBoolean,
              to -> to.flag(name, e -> (Boolean) get(field, e)));
      case Class<?> _ when type == Boolean.class ->
          new EntityColumn<>(
              field, name, object(type), to -> to.flag(name, e -> (Boolean) get(field, e)));
      case Class<?> _ when type == String.class ->
          new EntityColumn<>(
              field, name, ResultSet::getString, to -> to.text(name, e -> (String) get(field, e)));
      case Class<?> _ when type == UUID.class ->
          new EntityColumn<>(
              field, name, object(type), to -> to.uuid(name, e -> (UUID) get(field, e)));
      case Class<?> _ when type == Instant.class ->
          new EntityColumn<>(
              field,
              name,
              Timestamps::timeOrNull,
              to -> to.time(name, e -> (Instant) get(field, e)));
      case Class<?> _ when type == Duration.class ->
          new EntityColumn<>(
              field,
              name,
              (row, column) ->
                  row.getObject(column, Long.class) instanceof Long millis
                      ? Duration.ofMillis(millis)
                      : null,
              to ->
                  to.bigint(name, e -> get(field, e) instanceof Duration d ? d.toMillis() : null));
      case Class<?> _ when type.isEnum() ->
          new EntityColumn<>(
              field,
              name,
              constant(type),
              to -> to.text(name, e -> get(field, e) instanceof Enum<?> c ? c.name() : null));
      default -> throw new IllegalArgumentException("no column has a " + type);
    };
  }

  /** As Spring names it for Hibernate. */
  private static String name(Field field) {
    return field.getName().replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private static Reader object(Class<?> type) {
    return (row, column) -> row.getObject(column, type);
  }

  private static Reader constant(Class<?> type) {
    Map<String, Object> constants = new HashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(((Enum<?>) constant).name(), constant);
    }
    return (row, column) -> {
      String name = row.getString(column);
      return name == null ? null : constants.get(name);
    };
  }

  boolean isId() {
    return field.isAnnotationPresent(Id.class);
  }

  boolean isVersion() {
    return field.isAnnotationPresent(Version.class);
  }

  boolean isKey() {
    return isId() || isVersion();
  }

  /** Reads it of a row into an entity. */
  void read(ResultSet row, E into) throws SQLException {
    set(into, reader.read(row, name));
  }

  void addTo(Columns<E> columns) {
    adding.accept(columns);
  }

  @Nullable Object get(E entity) {
    return get(field, entity);
  }

  void set(E entity, @Nullable Object value) {
    try {
      field.set(entity, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable Object get(Field field, Object entity) {
    try {
      return field.get(entity);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
