package org.daxlease.coordination.web.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads an object into a record: every field known, none twice, all required ones there. */
final class RecordReader implements ValueReader {

  private final Map<String, RecordField> fields = new LinkedHashMap<>();
  private final Constructor<?> constructor;

  RecordReader(Class<?> type) {
    RecordComponent[] declared = type.getRecordComponents();
    for (int index = 0; index < declared.length; index++) {
      fields.put(declared[index].getName(), RecordField.of(index, declared[index]));
    }
    this.constructor = canonicalConstructor(type, declared);
  }

  @Override
  public @Nullable Object read(JsonParser parser, FieldPath path) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return path.wrong("must be an object");
    }
    int errorsBefore = path.errors().count();
    @Nullable Object[] values = new @Nullable Object[fields.size()];
    BitSet seen = new BitSet();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      readField(parser, path, values, seen);
    }
    fillAbsent(path, values, seen);
    return path.errors().count() == errorsBefore ? construct(values) : null;
  }

  private void readField(
      JsonParser parser, FieldPath path, @Nullable Object[] values, BitSet seen) {
    String name = parser.currentName();
    parser.nextToken();
    RecordField field = fields.get(name);
    if (field == null) {
      path.field(StrictText.printable(name))
          .wrong("is unknown; known are " + String.join(", ", fields.keySet()));
      parser.skipChildren();
    } else if (seen.get(field.index())) {
      path.field(name).wrong("must not appear twice");
      parser.skipChildren();
    } else {
      seen.set(field.index());
      values[field.index()] = readValue(parser, path.field(name), field);
    }
  }

  private static @Nullable Object readValue(JsonParser parser, FieldPath path, RecordField field) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return field.required() ? path.wrong("must not be null") : field.none();
    }
    Object value = field.reader().read(parser, path);
    return value == null ? null : field.present(value);
  }

  private void fillAbsent(FieldPath path, @Nullable Object[] values, BitSet seen) {
    fields.forEach((name, field) -> {
      if (seen.get(field.index())) {
        return;
      }
      if (field.required()) {
        path.field(name).wrong("is required");
      } else {
        values[field.index()] = field.absent();
      }
    });
  }

  private Object construct(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot construct " + constructor, e);
    }
  }

  private static Constructor<?> canonicalConstructor(Class<?> type, RecordComponent[] declared) {
    Class<?>[] types =
        Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return canonical;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("No canonical constructor in " + type, e);
    }
  }
}
