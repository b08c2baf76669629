package org.daxlease.sql;

import jakarta.persistence.AttributeConverter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/**
 * Makes entities of rows that have all columns of a table, as JPA would, but keeps nothing about
 * them: where there are hundreds of thousands, PostgreSQL would take the session for an idle one.
 */
public final class EntityRows<E> implements RowMapper<E> {

  private interface Reader {
    @Nullable Object read(ResultSet row, String column) throws SQLException;
  }

  private record Cell(Field field, String column, Reader reader) {}

  private final Constructor<E> constructor;
  private final List<Cell> cells = new ArrayList<>();

  /** The rows of an entity whose fields have the column types that are known here. */
  public EntityRows(Class<E> entity) {
    this(entity, Void.class, null);
  }

  /** The same for one with fields of a type that a converter makes of text. */
  public <T> EntityRows(
      Class<E> entity, Class<T> converted, @Nullable AttributeConverter<T, String> converter) {
    try {
      this.constructor = entity.getDeclaredConstructor();
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(e);
    }
    constructor.setAccessible(true);
    for (Field field : EntityTable.fields(entity)) {
      Reader reader =
          converter != null && field.getType() == converted
              ? (row, column) -> converter.convertToEntityAttribute(row.getString(column))
              : reader(field.getType());
      cells.add(new Cell(field, EntityTable.column(field), reader));
    }
  }

  @Override
  public E mapRow(ResultSet row, int number) throws SQLException {
    try {
      E read = constructor.newInstance();
      for (Cell cell : cells) {
        cell.field.set(read, cell.reader.read(row, cell.column));
      }
      return read;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Reader reader(Class<?> type) {
    if (type == long.class) {
      return ResultSet::getLong;
    } else if (type == int.class) {
      return ResultSet::getInt;
    } else if (type == boolean.class) {
      return ResultSet::getBoolean;
    } else if (type == String.class) {
      return ResultSet::getString;
    } else if (type == UUID.class || type == Long.class || type == Boolean.class) {
      return (row, column) -> row.getObject(column, type);
    } else if (type == Instant.class) {
      return Timestamps::timeOrNull;
    } else if (type == Duration.class) {
      return (row, column) ->
          row.getObject(column, Long.class) instanceof Long millis
              ? Duration.ofMillis(millis)
              : null;
    } else if (type.isEnum()) {
      Map<String, Object> constants = constants(type);
      return (row, column) -> {
        String name = row.getString(column);
        return name == null ? null : constants.get(name);
      };
    }
    throw new IllegalArgumentException("no column has a " + type);
  }

  private static Map<String, Object> constants(Class<?> type) {
    Map<String, Object> constants = new HashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(((Enum<?>) constant).name(), constant);
    }
    return constants;
  }
}
