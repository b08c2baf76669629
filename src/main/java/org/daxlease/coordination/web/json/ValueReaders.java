package org.daxlease.coordination.web.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;

/** Finds the reader for a type of the request records. */
final class ValueReaders {

  private ValueReaders() {}

  static ValueReader of(Type type) {
    return switch (type) {
      case ParameterizedType generic when generic.getRawType() == List.class ->
          new ListReader(of(generic.getActualTypeArguments()[0]));
      case Class<?> plain -> ofClass(plain);
      default -> throw unsupported(type);
    };
  }

  private static ValueReader ofClass(Class<?> type) {
    if (type.isRecord()) {
      return new RecordReader(type);
    }
    if (type.isEnum()) {
      return ofEnum(type);
    }
    ValueReader scalar = ScalarReaders.of(type);
    if (scalar == null) {
      throw unsupported(type);
    }
    return scalar;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ValueReader ofEnum(Class<?> type) {
    return ScalarReaders.constant((Class) type);
  }

  private static IllegalArgumentException unsupported(Type type) {
    return new IllegalArgumentException("No strict reader for " + type);
  }
}
