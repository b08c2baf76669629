package org.daxlease.coordination.web.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * One field of a request record: required unless its type says {@code @Nullable} or {@link
 * FieldPatch}.
 */
record RecordField(int index, boolean required, boolean patched, ValueReader reader) {

  static RecordField of(int index, RecordComponent component) {
    Type type = component.getGenericType();
    if (type instanceof ParameterizedType generic && generic.getRawType() == FieldPatch.class) {
      Type value = generic.getActualTypeArguments()[0];
      return new RecordField(index, false, true, ValueReaders.of(value));
    }
    boolean required = !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    return new RecordField(index, required, false, ValueReaders.of(type));
  }

  /** The value of a field that is absent and may be. */
  @Nullable Object absent() {
    return patched ? new FieldPatch.Keep<>() : null;
  }

  /** The value of a field that is null and may be. */
  @Nullable Object none() {
    return patched ? new FieldPatch.Remove<>() : null;
  }

  /** The value of a field that could be read. */
  Object present(Object value) {
    return patched ? new FieldPatch.Put<>(value) : value;
  }
}
