package org.daxlease.acceptance;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Request bodies written in one line, and answers read as trees: tests never share the service's
 * records.
 */
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private Json() {}

  /** An object of the given names and values in turn; nested maps and lists are fine. */
  static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return object;
  }

  /** {@code first} with more names and values put over it. */
  static Map<String, @Nullable Object> object(
      Map<String, @Nullable Object> first, @Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>(first);
    object.putAll(object(namesAndValues));
    return object;
  }

  static String write(@Nullable Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }

  /**
   * The node at a dotted path such as {@code breaks.0.stage}; a missing node if it is not there.
   */
  static JsonNode at(JsonNode node, String path) {
    return node.at("/" + path.replace('.', '/'));
  }
}
