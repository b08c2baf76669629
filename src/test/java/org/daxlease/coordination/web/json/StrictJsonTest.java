package org.daxlease.coordination.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  enum Color {
    RED,
    GREEN
  }

  record Item(long offset, @Nullable Long length) {}

  record Policy(@Nullable Duration leaseBreakTime, @Nullable Color color) {}

  record Everything(
      String name,
      UUID id,
      long size,
      int pid,
      boolean breakable,
      Color color,
      Duration ttl,
      @Nullable String note,
      @Nullable Integer pageSize,
      @Nullable Policy policy,
      @Nullable List<Item> items) {}

  record Patch(FieldPatch<Policy> policy, FieldPatch<Duration> ttl) {}

  private static final String ID = "0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e11";
  private static final String REQUIRED =
      """
      "name": "a", "id": "%s", "size": 9223372036854775807, "pid": 1, "breakable": true,
      "color": "RED", "ttl": "PT45S"
      """
          .formatted(ID);

  private final StrictJson json = new StrictJson();

  @Test
  void readsEveryType() {
    Everything read =
        read(
            "{%s, \"policy\": {\"leaseBreakTime\": \"PT1S\"}, \"items\": [{\"offset\": -0}]}"
                .formatted(REQUIRED));

    assertThat(read)
        .isEqualTo(
            new Everything(
                "a",
                UUID.fromString(ID),
                Long.MAX_VALUE,
                1,
                true,
                Color.RED,
                Duration.ofSeconds(45),
                null,
                null,
                new Policy(Duration.ofSeconds(1), null),
                List.of(new Item(0, null))));
  }

  @Test
  void nullIsAsGoodAsAbsentWhereAFieldIsOptional() {
    assertThat(read("{%s, \"note\": null, \"items\": null}".formatted(REQUIRED)))
        .isEqualTo(read("{%s}".formatted(REQUIRED)));
  }

  @Test
  void allAbsentFieldsAreNamed() {
    assertThat(errorsOf("{}"))
        .extracting(FieldError::field)
        .containsExactly("name", "id", "size", "pid", "breakable", "color", "ttl");
    assertThat(errorsOf("{}")).extracting(FieldError::message).containsOnly("is required");
  }

  @Test
  void allErrorsOfABodyAreNamed() {
    assertThat(
            errorsOf(
                """
                {"name": 1, "size": "4096", "pid": 1.0, "breakable": 1, "color": 0, "ttl": 45,
                 "items": [{"offset": 0}, {"offset": 0}, {"length": 1}, {"offset": true, "x": []}],
                 "policy": {"leaseBreakTime": "45s", "color": "BLUE"}}
                """))
        .containsExactly(
            new FieldError("name", "must be a string"),
            new FieldError(
                "size", "must be an integer from -9223372036854775808 to 9223372036854775807"),
            new FieldError("pid", "must be an integer from -2147483648 to 2147483647"),
            new FieldError("breakable", "must be true or false"),
            new FieldError("color", "must be one of RED, GREEN"),
            new FieldError("ttl", "must be a string with an ISO-8601 duration"),
            new FieldError("items[2].offset", "is required"),
            new FieldError(
                "items[3].offset",
                "must be an integer from -9223372036854775808 to 9223372036854775807"),
            new FieldError("items[3].x", "is unknown; known are offset, length"),
            new FieldError("policy.leaseBreakTime", "must be an ISO-8601 duration such as PT45S"),
            new FieldError("policy.color", "must be one of RED, GREEN"),
            new FieldError("id", "is required"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "size      | 9223372036854775808",
        "size      | -9223372036854775809",
        "size      | 18446744073709551616",
        "size      | 1.5",
        "size      | 1.0",
        "size      | 1e3",
        "size      | 1e999999999",
        "size      | \"1\"",
        "size      | true",
        "size      | null",
        "size      | []",
        "size      | {\"a\":{\"b\":[1]}}",
        "pid       | 2147483648",
        "pid       | -2147483649",
        "pid       | 18446744073709551616",
        "breakable | \"true\"",
        "breakable | 0",
        "breakable | null",
        "color     | \"\"",
        "color     | \"red\"",
        "color     | \" RED\"",
        "color     | 0",
        "color     | null",
        "id        | \"\"",
        "id        | \"1-1-1-1-1\"",
        "id        | 1",
        "ttl       | \"\"",
        "ttl       | \"PT-1S\"",
        "ttl       | \"P3651D\"",
        "ttl       | \"PT0.0001S\"",
        "name      | 1",
        "name      | true",
        "name      | [\"a\"]",
        "name      | \"\\u0000\"",
        "name      | \"a\\ud800\"",
        "name      | \"\\udc00\\ud800\"",
        "policy    | []",
        "policy    | \"\"",
        "policy    | 1",
        "items     | {}",
        "items     | \"\"",
        "items[0]  | [null]",
        "items[1]  | [{\"offset\":1}, 7]",
      })
  void wrongValueIsNamedByItsPath(String path, String value) {
    String name = path.replaceAll("\\[.*", "");
    String others =
        REQUIRED.replaceAll("\"%s\": (\"[^\"]*\"|[^,\\s]*),?".formatted(name), "").strip();
    String body = "{\"%s\": %s, %s}".formatted(name, value, others.replaceAll(",$", ""));

    assertThat(errorsOf(body)).extracting(FieldError::field).containsExactly(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "[{}]", "1", "1.5", "true", "\"text\""})
  void bodyThatIsNotAnObjectIsRefused(String body) {
    assertThat(errorsOf(body)).containsExactly(new FieldError("body", "must be an object"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t"})
  void emptyBodyIsRefused(String body) {
    assertThat(errorsOf(body)).containsExactly(new FieldError("body", "is required"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"offset\"",
        "{\"offset\":",
        "{\"offset\":1",
        "{\"offset\":1,}",
        "{offset:1}",
        "{'offset':1}",
        "{\"offset\":01}",
        "{\"offset\":+1}",
        "{\"offset\":.5}",
        "{\"offset\":1.}",
        "{\"offset\":NaN}",
        "{\"offset\":Infinity}",
        "{\"offset\":0x10}",
        "{\"offset\":1}}",
        "{/**/\"offset\":1}",
        "{\"offset\":1}//",
        "\uFEFF{\"offset\":1}",
        "nul",
        "tru",
        "{\"offset\":\"\\x\"}",
        "{\"offset\":\"\t\"}",
        "{\"offset\":1 \"length\":2}",
        "\0"
      })
  void whatIsNotJsonIsRefused(String body) {
    InvalidFieldsException refusal = refusal(body.getBytes(StandardCharsets.UTF_8), Item.class);

    assertThat(refusal.errors()).isNotEmpty();
    assertThat(refusal.getMessage()).doesNotContain("jackson", "Exception", "Source", "Feature");
  }

  @Test
  void brokenJsonIsNamedByItsPlace() {
    assertThat(errorsOf("{\"name\": \"a\",\n \"items\": [{\"offset\": 1}, {\"offset\": oops}]}"))
        .containsExactly(
            new FieldError("items[1].offset", "must be well-formed JSON; see line 2, column 42"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"offset\":1} {}", "{\"offset\":1} 1", "{\"offset\":1}{\"offset\":1}"})
  void nothingMayFollow(String body) {
    assertThat(refusal(body.getBytes(StandardCharsets.UTF_8), Item.class).errors())
        .containsExactly(new FieldError("body", "must end after one JSON value"));
  }

  @Test
  void keysMayNotAppearTwice() {
    assertThat(
            refusal("{\"offset\":1,\"offset\":1}".getBytes(StandardCharsets.UTF_8), Item.class)
                .errors())
        .containsExactly(new FieldError("offset", "must not appear twice"));
  }

  @Test
  void unknownKeysAreSentBackInPrintableForm() {
    assertThat(
            refusal(
                    "{\"offset\":1,\"a\\u0000\\ud800\":1}".getBytes(StandardCharsets.UTF_8),
                    Item.class)
                .errors())
        .containsExactly(new FieldError("a\uFFFD\uFFFD", "is unknown; known are offset, length"));
  }

  @Test
  void otherEncodingsAreRefused() {
    byte[] overlongNul = {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'};
    byte[] surrogateBytes = {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'};

    for (byte[] body :
        List.of(
            "{\"offset\":1}".getBytes(StandardCharsets.UTF_16),
            "{\"offset\":1}".getBytes(StandardCharsets.UTF_16BE),
            "{\"ä\":1}".getBytes(StandardCharsets.ISO_8859_1),
            overlongNul,
            surrogateBytes)) {
      assertThat(refusal(body, Item.class).errors()).isNotEmpty();
    }
  }

  @Test
  void depthAndLengthsHaveLimits() {
    assertThat(errorsOf("[".repeat(100_000))).hasSize(1);
    assertThat(errorsOf("{\"x\":" + "[".repeat(1000))).hasSize(1);
    assertThat(errorsOf("{\"size\":" + "9".repeat(100_000) + "}")).hasSize(1);
    assertThat(errorsOf("{\"" + "x".repeat(100_000) + "\":1}")).hasSize(1);
  }

  @Test
  void atMostAHundredErrorsAreListed() {
    String items =
        IntStream.range(0, 1000).mapToObj(_ -> "{\"length\":1}").collect(Collectors.joining(","));

    assertThat(errorsOf("{%s, \"items\": [%s]}".formatted(REQUIRED, items))).hasSize(100);
  }

  @Test
  void patchTellsAbsentFromNull() {
    assertThat(patch("{}")).isEqualTo(new Patch(new FieldPatch.Keep<>(), new FieldPatch.Keep<>()));
    assertThat(patch("{\"policy\": null, \"ttl\": \"PT1S\"}"))
        .isEqualTo(
            new Patch(new FieldPatch.Remove<>(), new FieldPatch.Put<>(Duration.ofSeconds(1))));
    assertThat(
            refusal("{\"policy\": {\"color\": 1}}".getBytes(StandardCharsets.UTF_8), Patch.class)
                .errors())
        .containsExactly(new FieldError("policy.color", "must be one of RED, GREEN"));
  }

  @Test
  void patchAppliesToAValue() {
    assertThat(new FieldPatch.Keep<Integer>().appliedTo(1)).isEqualTo(1);
    assertThat(new FieldPatch.Remove<Integer>().appliedTo(1)).isNull();
    assertThat(new FieldPatch.Put<>(2).appliedTo(1)).isEqualTo(2);
  }

  @Test
  void typeWithoutAReaderIsAProgrammingError() {
    record Odd(double ratio) {}

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> json.read(new byte[] {'{', '}'}, Odd.class));
  }

  private Everything read(String body) {
    return json.read(body.getBytes(StandardCharsets.UTF_8), Everything.class);
  }

  private Patch patch(String body) {
    return json.read(body.getBytes(StandardCharsets.UTF_8), Patch.class);
  }

  private List<FieldError> errorsOf(String body) {
    return refusal(body.getBytes(StandardCharsets.UTF_8), Everything.class).errors();
  }

  private InvalidFieldsException refusal(byte[] body, Class<? extends Record> type) {
    InvalidFieldsException refusal =
        catchThrowableOfType(InvalidFieldsException.class, () -> json.read(body, type));
    assertThat(refusal).as("%s as %s", new String(body, StandardCharsets.UTF_8), type).isNotNull();
    return refusal;
  }
}
