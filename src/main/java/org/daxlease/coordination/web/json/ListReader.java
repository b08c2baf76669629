package org.daxlease.coordination.web.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads an array whose items are all of one type, none of them null. */
record ListReader(ValueReader item) implements ValueReader {

  @Override
  public @Nullable Object read(JsonParser parser, FieldPath path) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return path.wrong("must be an array");
    }
    List<Object> items = new ArrayList<>();
    boolean complete = true;
    for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
      Object value = readItem(parser, path.item(index));
      if (value == null) {
        complete = false;
      } else {
        items.add(value);
      }
    }
    return complete ? List.copyOf(items) : null;
  }

  private @Nullable Object readItem(JsonParser parser, FieldPath path) {
    return parser.currentToken() == JsonToken.VALUE_NULL
        ? path.wrong("must not be null")
        : item.read(parser, path);
  }
}
