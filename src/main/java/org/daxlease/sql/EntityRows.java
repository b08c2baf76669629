package org.daxlease.sql;

import jakarta.persistence.AttributeConverter;
import java.lang.reflect.Constructor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/**
 * Makes entities of rows that have all columns of a table, as JPA would, but keeps nothing about
 * them: where there are hundreds of thousands, PostgreSQL would take the session for an idle one.
 */
public final class EntityRows<E> implements RowMapper<E> {

  private final Constructor<E> constructor;
  private final List<EntityColumn<E>> columns;

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
    this.columns = EntityColumn.of(entity, converted, converter);
  }

  @Override
  public E mapRow(ResultSet row, int number) throws SQLException {
    try {
      E read = constructor.newInstance();
      for (EntityColumn<E> column : columns) {
        column.read(row, read);
      }
      return read;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
