package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@WebTest
class ParametersTest {

  private static final String PROBE = "/v1/probes/0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e11";

  private Http http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new Http(port);
  }

  @Test
  void parametersInOrderAreTaken() {
    Http.Answer answer =
        http.get(
            PROBE
                + "?kind=TRUNCATE&wait=PT30S&offset=9223372036854775807&pid=1&flag=true"
                + "&host=a%C3%A4&unknown=1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("host").asString()).isEqualTo("aä");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1-1-1-1-1", "0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e1g", "null", "%20"})
  void idThatIsNoUuidIsEinval(String id) {
    assertThat(http.get("/v1/probes/" + id).isProblem(400, "EINVAL").fields())
        .containsExactly("id");
  }

  @ParameterizedTest
  @CsvSource({
    "kind, truncate",
    "kind, ''",
    "kind, 0",
    "kind, %20TRUNCATE",
    "wait, 30",
    "wait, ''",
    "wait, PT-1S",
    "wait, pt30s",
    "offset, 9223372036854775808",
    "offset, 1.0",
    "offset, ''",
    "offset, 0x10",
    "offset, %201",
    "offset, +1",
    "offset, 1e3",
    "pid, 2147483648",
    "pid, one",
    "flag, yes",
    "flag, ''",
    "flag, 1",
    "host, a%00b",
    "host, %00"
  })
  void wrongParameterIsNamed(String name, String value) {
    Http.Answer answer = http.get("%s?%s=%s".formatted(PROBE, name, value));

    assertThat(answer.isProblem(400, "EINVAL").fields()).containsExactly(name);
  }

  @Test
  void alternativesAreListed() {
    assertThat(http.get(PROBE + "?kind=x").json().path("detail").asString())
        .isEqualTo("kind must be one of TRUNCATE, PUNCH_HOLE.");
  }

  @Test
  void parameterMayNotAppearTwice() {
    assertThat(http.get(PROBE + "?host=a&host=b").isProblem(400, "EINVAL").fields())
        .containsExactly("host");
  }

  @Test
  void absentParameterIsNamed() {
    assertThat(http.get("/v1/probes/required").isProblem(400, "EINVAL").fields())
        .containsExactly("offset");
  }

  @Test
  void listIsReadPageByPage() {
    List<Integer> numbers = new ArrayList<>();
    String cursor = null;
    do {
      JsonNode page =
          http.get("/v1/probes?limit=999" + (cursor == null ? "" : "&cursor=" + cursor)).json();
      page.path("items").forEach(number -> numbers.add(number.asInt()));
      cursor = page.path("nextCursor").isNull() ? null : page.path("nextCursor").asString();
    } while (cursor != null);

    assertThat(numbers).hasSize(2500).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void pageAtTheEndHasNoCursor() {
    String cursor = http.get("/v1/probes?limit=1000").json().path("nextCursor").asString();
    JsonNode second = http.get("/v1/probes?limit=1000&cursor=" + cursor).json();
    JsonNode third =
        http.get("/v1/probes?limit=500&cursor=" + second.path("nextCursor").asString()).json();

    assertThat(third.path("items").size()).isEqualTo(500);
    assertThat(third.has("nextCursor")).isTrue();
    assertThat(third.path("nextCursor").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 100",
    "?limit=1, 1",
    "?limit=1000, 1000",
    "?limit=1001, 1000",
    "?limit=99999999999999999999, 1000"
  })
  void limitIsCutToAThousand(String query, int items) {
    assertThat(http.get("/v1/probes" + query).json().path("items").size()).isEqualTo(items);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "", "x", "1.5", "01", "+1", "%201", "PT1S", "1e3"})
  void anyOtherLimitIsEinval(String limit) {
    assertThat(http.get("/v1/probes?limit=" + limit).isProblem(400, "EINVAL").fields())
        .containsExactly("limit");
  }

  @Test
  void cursorBelongsToItsList() {
    String ofNumbers = http.get("/v1/probes").json().path("nextCursor").asString();
    String ofIds = http.get("/v1/probes/by-id?limit=1").json().path("nextCursor").asString();

    assertThat(http.get("/v1/probes/by-id?cursor=" + ofIds).status()).isEqualTo(200);
    for (String wrong :
        List.of(
            ofNumbers,
            "",
            "x",
            "!!!",
            ofIds + "A",
            ofIds.substring(4),
            Cursor.encode("/v1/probes/by-id", "not-an-id"),
            Cursor.encode("/v1/probes/by-id", ""),
            Cursor.encode("/v1/probes/by-id", "\0"))) {
      assertThat(http.get("/v1/probes/by-id?cursor=" + wrong).isProblem(400, "EINVAL").fields())
          .as(wrong)
          .containsExactly("cursor");
    }
  }
}
