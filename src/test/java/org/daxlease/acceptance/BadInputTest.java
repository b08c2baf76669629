package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is wrong with a request, the answer is a 4xx problem document with an errno name, it
 * names the field where one is to blame, tells nothing about the inside, and nothing has changed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest extends Acceptance {
  private static final Pattern INSIDES =
      Pattern.compile(
          "(?i)exception|\\borg\\.|\\bjava\\.|jakarta|jackson|hibernate|tomcat|"
              + "\\bselect\\b.*\\bfrom\\b|insert into|\\tat ");

  private Scene furniture;
  private OneOfEach things;

  @BeforeEach
  void furnishes() {
    if (things == null) {
      furniture = new Scene(api);
      things = new OneOfEach(furniture);
    }
  }

  @AfterAll
  void clears() {
    furniture.close();
  }

  static Stream<RequestShape> shapes() {
    return RequestShape.ALL.stream();
  }

  static Stream<Malformed> fields() {
    return Malformed.fields();
  }

  static Stream<Malformed> bodies() {
    return Malformed.bodies();
  }

  /** The table would prove nothing if its unchanged bodies were refused as well. */
  @ParameterizedTest
  @MethodSource("shapes")
  void unchangedRequestIsAccepted(RequestShape shape) {
    OneOfEach fresh = new OneOfEach(scene);

    Answer answer =
        api.send(
            shape.method(),
            fresh.resolve(shape.path()),
            fresh.resolve(shape.validBody()),
            "Content-Type",
            Malformed.contentType(shape));

    assertThat(answer.status()).as(answer.toString()).isBetween(200, 299);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fields")
  void wrongFieldIsNamed(Malformed request) {
    isRefusedWithoutEffect(request);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void wrongBodyIsRefused(Malformed request) {
    isRefusedWithoutEffect(request);
  }

  @Test
  void chunkedBodyOverTheLimitIsRefused() {
    byte[] large = " ".repeat(3 << 19).getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        api.request("/v1/files")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large)));

    Answer answer = api.send(request, "1.5 MiB in chunks");

    answer.refused(413, "EMSGSIZE");
  }

  /** Fields that the kind of operation does not know, lacks, or that do not fit together. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TRUNCATE       | 'newSize':0,'offset':0                   | EINVAL    | offset",
        "TRUNCATE       | 'newSize':0,'length':4096                | EINVAL    | length",
        "TRUNCATE       | 'offset':0,'length':4096                 | EINVAL    | newSize",
        "EXTEND         | 'newSize':1048576                        | EINVAL    | newSize",
        "EXTEND         | 'newSize':4096                           | EINVAL    | newSize",
        "EXTEND         | 'newSize':2097152,'length':1             | EINVAL    | length",
        "PUNCH_HOLE     | 'newSize':0                              | EINVAL    | offset",
        "PUNCH_HOLE     | 'offset':0                               | EINVAL    | length",
        "PUNCH_HOLE     | 'length':4096                            | EINVAL    | offset",
        "PUNCH_HOLE     | 'offset':0,'length':4096,'newSize':0     | EINVAL    | newSize",
        "PUNCH_HOLE     | 'offset':9223372036854775807,'length':1  | EOVERFLOW | length",
        "ZERO_RANGE     | 'offset':4096,'length':9223372036854775807 | EOVERFLOW | length",
        "COLLAPSE_RANGE | 'offset':1,'length':4096                 | EINVAL    | offset",
        "COLLAPSE_RANGE | 'offset':0,'length':100                  | EINVAL    | length",
        "INSERT_RANGE   | 'offset':100,'length':4096               | EINVAL    | offset",
        "INSERT_RANGE   | 'offset':0,'length':4095                 | EINVAL    | length",
        "INSERT_RANGE   | 'offset':0,'length':4096,'newSize':4096  | EINVAL    | newSize",
        "UNLINK         | 'newSize':0                              | EINVAL    | newSize",
        "READ           | 'offset':0,'length':4096,'newSize':0     | EINVAL    | newSize",
        "WRITEBACK      | 'newSize':0                              | EINVAL    | newSize"
      })
  void fieldsMustFitTheKind(String kind, String fields, String code, String field) {
    String body = "{'fileId':'<file>','kind':'" + kind + "'," + fields + "}";
    isRefusedWithoutEffect(
        json(
            "POST",
            "/v1/operations",
            body.replace('\'', '"'),
            400,
            code,
            code.equals("EOVERFLOW") ? null : field));
  }

  @Test
  void batchNamesTheItem() {
    String good = "{'mappingId':'<mapping>','offset':0,'length':4096,'access':'WRITE'}";
    for (String wrong : List.of("5", "null", "'x'", "[]")) {
      isRefusedWithoutEffect(batch("[" + good + "," + wrong + "]", null));
    }
    for (String wrong : List.of("'1'", "1.5", "null", "18446744073709551616", "{}")) {
      String bad = good.replace("'offset':0", "'offset':" + wrong);
      isRefusedWithoutEffect(batch("[" + good + "," + bad + "]", "items[1].offset"));
    }
    isRefusedWithoutEffect(
        batch("[" + good.replace("'WRITE'", "'EXECUTE'") + "]", "items[0].access"));
    isRefusedWithoutEffect(batch("[" + good.replace("}", ",'nope':1}") + "]", "items[0].nope"));
    for (String items : Kind.ITEMS.wrong()) {
      isRefusedWithoutEffect(batch(items, null));
    }
    isRefusedWithoutEffect(batch("[" + (good + ",").repeat(1000) + good + "]", "items"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/files?limit=0",
        "/v1/files?limit=-1",
        "/v1/files?limit=x",
        "/v1/files?limit=1.5",
        "/v1/files?limit=",
        "/v1/files?cursor=nope",
        "/v1/files?cursor=%00",
        "/v1/files?path=%00",
        "/v1/processes?state=NOPE",
        "/v1/processes?state=running",
        "/v1/processes?cursor=%FF%FE",
        "/v1/files/<file>/pins?state=NOPE",
        "/v1/files/<file>/leases?state=0",
        "/v1/files/<file>/operations?state=waiting",
        "/v1/files/<file>/mappings?state=nope",
        "/v1/files/<file>/blockers?offset=-1",
        "/v1/files/<file>/blockers?offset=x&length=4096",
        "/v1/files/<file>/blockers?offset=0&length=0",
        "/v1/files/<file>/blockers?offset=0&length=9223372036854775808",
        "/v1/files/<file>/blockers?offset=9223372036854775807&length=4096",
        "/v1/files/<file>/blockers?offset=9223372036854775807",
        "/v1/operations?state=NOPE",
        "/v1/operations?fileId=nope",
        "/v1/operations/<operation>?wait=nope",
        "/v1/operations/<operation>?wait=PT61S",
        "/v1/operations/<operation>?wait=-PT1S",
        "/v1/operations/<operation>?wait=30",
        "/v1/operations/<operation>?wait=PT1S&seen=x",
        "/v1/operations/<operation>?wait=PT1S&seen=-1",
        "/v1/operations/<operation>?wait=PT1S&seen=1.5",
        "/v1/events?after=-1",
        "/v1/events?after=x",
        "/v1/events?after=9223372036854775807",
        "/v1/events?after=9223372036854775808",
        "/v1/events?after=0&limit=0",
        "/v1/events?after=0&processId=nope",
        "/v1/events?after=0&fileId=nope"
      })
  void wrongQueryIsRefused(String path) {
    long before = api.journalEnd();
    Answer answer =
        api.send(api.request(things.resolve(path)).header("Accept", "application/json").GET(), "");

    answer.is(400);
    isCleanProblem(answer);
    assertThat(answer.text("code")).isIn("EINVAL", "EOVERFLOW");
    assertThat(api.askedForSince(before)).isEmpty();
  }

  void isRefusedWithoutEffect(Malformed request) {
    long before = api.journalEnd();
    String text = new String(request.body(), StandardCharsets.ISO_8859_1);
    byte[] body = things.resolve(text).getBytes(StandardCharsets.ISO_8859_1);
    HttpRequest.Builder builder = api.request(things.resolve(request.path()));
    if (request.contentType() != null) {
      builder.header("Content-Type", request.contentType());
    }

    Answer answer =
        api.send(
            builder.method(request.method(), BodyPublishers.ofByteArray(body)),
            things.resolve(text));

    isCleanProblem(answer);
    answer.refused(request.status(), request.code());
    if (request.field() != null) {
      assertThat(answer.list("errors"))
          .as(answer.toString())
          .extracting(error -> error.path("field").asString().replaceFirst("\\[\\d+]$", ""))
          .contains(request.field());
    }
    assertThat(api.askedForSince(before)).as("journal after %s", answer).isEmpty();
  }

  static void isCleanProblem(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isBetween(400, 499);
    assertThat(answer.header("Content-Type"))
        .as(answer.toString())
        .startsWith("application/problem+json");
    assertThat(answer.text("code")).as(answer.toString()).matches("E[A-Z0-9]+");
    assertThat(answer.number("status")).as(answer.toString()).isEqualTo(answer.status());
    assertThat(INSIDES.matcher(answer.text()).find()).as(answer.toString()).isFalse();
  }

  private static Malformed json(
      String method, String path, String body, int status, String code, String field) {
    return new Malformed(
        path,
        method,
        path,
        body.getBytes(StandardCharsets.UTF_8),
        "application/json",
        status,
        code,
        field);
  }

  private static Malformed batch(String items, String field) {
    String body = "{'items':" + items + "}";
    return json("POST", "/v1/pins/batch", body.replace('\'', '"'), 400, "EINVAL", field);
  }
}
