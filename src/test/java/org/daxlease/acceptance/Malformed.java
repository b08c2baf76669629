package org.daxlease.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request that must be refused; {@code field}, where it is given, must be among the fields that
 * the problem document names.
 */
record Malformed(
    String name,
    String method,
    String path,
    byte[] body,
    @Nullable String contentType,
    int status,
    String code,
    @Nullable String field) {

  /** The connector's limit on a body, in bytes. */
  private static final int LARGEST_BODY = 1 << 20;

  @Override
  public String toString() {
    return name;
  }

  /** Every field of every request with every text that it must not accept, one at a time. */
  static Stream<Malformed> fields() {
    List<Malformed> cases = new ArrayList<>();
    for (RequestShape shape : RequestShape.ALL) {
      shape
          .fields()
          .forEach((name, field) -> {
            for (String wrong : field.kind().wrong()) {
              cases.add(field(shape, name, wrong));
            }
            if (field.required()) {
              cases.add(field(shape, name, "null"));
              cases.add(field(shape, name, null));
            }
            if (field.kind() == Kind.ID) {
              for (String other : List.of("<unknown>", otherKind(name))) {
                cases.add(
                    new Malformed(
                        shape.name() + ": " + name + " = id of " + other,
                        shape.method(),
                        shape.path(),
                        utf8(shape.body(name, "'" + other + "'")),
                        contentType(shape),
                        404,
                        "ENOENT",
                        null));
              }
            }
          });
      cases.add(field(shape, "nope", "1"));
      if (shape.fieldNames().contains("policy")) {
        cases.add(field(shape, "policy.nope", "'PT1S'"));
      }
    }
    return cases.stream();
  }

  /** Every request with a body that is no JSON object at all, or too much of one. */
  static Stream<Malformed> bodies() {
    List<Malformed> cases = new ArrayList<>();
    for (RequestShape shape : RequestShape.ALL) {
      String valid = shape.validBody();
      String first =
          valid.substring(1, valid.indexOf(',') < 0 ? valid.length() - 1 : valid.indexOf(','));
      List<String> broken =
          new ArrayList<>(
              List.of(
                  "null",
                  "[]",
                  "5",
                  "\"x\"",
                  "true",
                  "{",
                  "}",
                  "[" + valid + "]",
                  valid + " x",
                  valid + valid,
                  valid.substring(0, valid.length() - 1),
                  "{'a':1}",
                  "{a:1}",
                  "/* */" + valid,
                  valid.replace("}", ",}"),
                  "{\"nope\":NaN}",
                  "\u0000",
                  "%00"));
      broken.add("{" + first + "," + first + valid.substring(first.length() + 1));
      broken.add("{\"nope\":" + "[".repeat(5000) + "]".repeat(5000) + "}");
      broken.add("{\"nope\":" + "9".repeat(5000) + "}");
      if (shape.bodyRequired()) {
        broken.add("");
        broken.add("   ");
      }
      for (String body : broken) {
        cases.add(
            body(shape, "body " + shown(body), utf8(body), contentType(shape), 400, "EINVAL"));
      }
      cases.add(
          body(
              shape,
              "body that is no UTF-8",
              valid.replace("{\"", "{\"\u00ff").getBytes(StandardCharsets.ISO_8859_1),
              contentType(shape),
              400,
              "EINVAL"));
      for (String type :
          List.of("text/plain", "application/xml", "x/y", "application/json; charset")) {
        cases.add(body(shape, "content type " + type, utf8(valid), type, 415, "EINVAL"));
      }
      cases.add(body(shape, "no content type", utf8(valid), null, 415, "EINVAL"));
      cases.add(body(shape, "content type nonsense", utf8(valid), "nonsense", 415, "EINVAL"));
      byte[] large = utf8(" ".repeat(LARGEST_BODY) + valid);
      cases.add(body(shape, "body over 1 MiB", large, contentType(shape), 413, "EMSGSIZE"));
    }
    return cases.stream();
  }

  static String contentType(RequestShape shape) {
    return shape.method().equals("PATCH") ? "application/merge-patch+json" : "application/json";
  }

  private static Malformed field(RequestShape shape, String field, @Nullable String text) {
    return new Malformed(
        shape.name() + ": " + field + (text == null ? " absent" : " = " + shown(text)),
        shape.method(),
        shape.path(),
        utf8(shape.body(field, text)),
        contentType(shape),
        400,
        "EINVAL",
        field);
  }

  private static Malformed body(
      RequestShape shape,
      String what,
      byte[] body,
      @Nullable String contentType,
      int status,
      String code) {
    return new Malformed(
        shape.name() + ": " + what,
        shape.method(),
        shape.path(),
        body,
        contentType,
        status,
        code,
        null);
  }

  private static String otherKind(String field) {
    return field.equals("fileId") ? "<process>" : "<file>";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String shown(String text) {
    String visible = text.replace("\u0000", "\\0");
    return visible.length() <= 60 ? visible : visible.substring(0, 40) + "... " + text.length();
  }
}
