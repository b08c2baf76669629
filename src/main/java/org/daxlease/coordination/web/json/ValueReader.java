package org.daxlease.coordination.web.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Reads the value at the parser's current token, which is not null, and leaves the parser at the
 * value's last token. What is wrong is noted at {@code path}; the result is then null.
 */
@FunctionalInterface
interface ValueReader {

  @Nullable Object read(JsonParser parser, FieldPath path);
}
