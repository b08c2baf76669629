package org.daxlease.coordination.web.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a body into a record of {@link String}, {@link java.util.UUID}, {@link java.time.Duration},
 * integers, booleans, enums, records, lists of these, and {@link FieldPatch}. It reads the tokens
 * itself, since data binding stops at the first error and a client wants to hear of all.
 */
@Component
public class StrictJson {

  /** Our deepest body has four levels. */
  private static final int DEEPEST = 32;

  private final JsonFactory factory =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();
  private final Map<Class<?>, ValueReader> readers = new ConcurrentHashMap<>();

  /**
   * Reads one JSON value in UTF-8 and nothing after it.
   *
   * @throws InvalidFieldsException with every error of the body, or the first if it is not JSON
   */
  public <T extends Record> T read(byte[] body, Class<T> type) {
    FieldErrors errors = new FieldErrors();
    Object value = read(utf8(body), readers.computeIfAbsent(type, ValueReaders::of), errors);
    if (value == null) {
      throw new InvalidFieldsException(errors.errors());
    }
    return type.cast(value);
  }

  private @Nullable Object read(String text, ValueReader reader, FieldErrors errors) {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      try {
        FieldPath root = FieldPath.root(errors);
        if (parser.nextToken() == null) {
          return root.wrong("is required");
        }
        Object value = reader.read(parser, root);
        return parser.nextToken() == null ? value : root.wrong("must end after one JSON value");
      } catch (JacksonException e) {
        throw new InvalidFieldsException(path(parser.streamReadContext()), complaint(e, parser));
      }
    }
  }

  private static String utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidFieldsException(FieldError.BODY, "must be JSON in UTF-8");
    }
  }

  /** Jackson's own words name its classes and settings. */
  private static String complaint(JacksonException error, JsonParser parser) {
    TokenStreamLocation location = parser.currentLocation();
    String reason =
        error instanceof StreamConstraintsException
            ? "is nested too deeply or has too long a number or name"
            : "must be well-formed JSON";
    return "%s; see line %d, column %d"
        .formatted(reason, location.getLineNr(), location.getColumnNr());
  }

  private static String path(@Nullable TokenStreamContext context) {
    if (context == null || context.inRoot()) {
      return FieldError.BODY;
    }
    TokenStreamContext parent = context.getParent();
    String before = parent == null || parent.inRoot() ? "" : path(parent);
    if (context.inArray()) {
      return before + "[" + context.getCurrentIndex() + "]";
    }
    String name = context.currentName();
    if (name == null) {
      return before.isEmpty() ? FieldError.BODY : before;
    }
    return (before.isEmpty() ? "" : before + ".") + StrictText.printable(name);
  }
}
