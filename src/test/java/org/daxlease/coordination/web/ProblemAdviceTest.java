package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

@WebTest
@ExtendWith(OutputCaptureExtension.class)
@Isolated("reads what the whole JVM prints")
class ProblemAdviceTest {

  private static final String ID = "0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e11";

  private Http http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new Http(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v1", "/v1/nothing", "/v1/probes/" + ID + "/", "/error", "/v2/x"})
  void unknownPathIsEnoent(String path) {
    Http.Answer answer = http.get(path).isProblem(404, "ENOENT");

    assertThat(answer.json().path("instance").asString()).isEqualTo(path);
  }

  @Test
  void methodThatThePathDoesNotHaveIsEinval() {
    Http.Answer answer =
        http.send("PUT", "/v1/probes", BodyPublishers.noBody()).isProblem(405, "EINVAL");

    assertThat(answer.header("Allow")).contains("GET", "POST");
    assertThat(answer.json().path("detail").asString())
        .isEqualTo("This path takes GET or PATCH or POST.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOO", "PROPFIND", "TRACE"})
  void methodThatNobodyKnowsIsEinval(String method) {
    http.send(method, "/v1/probes", BodyPublishers.noBody()).isProblem(405, "EINVAL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "application/xml",
        "image/*",
        "garbage",
        "application/problem+json",
        "*/*;q=0",
        "application/json;q=0.0, text/html"
      })
  void answerThatCannotBeGivenIsEinvalAndStillAProblemDocument(String accept) {
    var answer = http.get("/v1/probes", "Accept", accept).isProblem(406, "EINVAL");

    assertThat(answer.json().path("detail").asString())
        .isEqualTo("The answer is application/json.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/xml", "garbage"})
  void problemsIgnoreWhatTheClientAccepts(String accept) {
    http.get("/v1/failures/state", "Accept", accept).isProblem(500, "EIO");
    http.get("/v1/nothing", "Accept", accept).isProblem(404, "ENOENT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/xml",
        "application/problem+json",
        "garbage",
        "application/merge-patch+json",
        "application/json; charset=iso-8859-1",
        "application/*"
      })
  void bodyOfAnotherTypeIsEinval(String type) {
    Http.Answer answer =
        http.send(
                "POST",
                "/v1/probes",
                BodyPublishers.ofString("{\"name\": \"a\"}"),
                "Content-Type",
                type,
                "Accept",
                "text/plain,application/json")
            .isProblem(415, "EINVAL");

    assertThat(answer.json().path("detail").asString())
        .isEqualTo("The body must be application/json.");
  }

  @Test
  void bodyOfATypeOfThousandsOfParametersIsEinval() {
    String type = "application/json" + ";".repeat(4000);

    http.send("POST", "/v1/probes", BodyPublishers.ofString("{}"), "Content-Type", type)
        .isProblem(415, "EINVAL");
  }

  @Test
  void bodyWithoutATypeIsEinval() {
    http.send("POST", "/v1/probes", BodyPublishers.ofString("{}")).isProblem(415, "EINVAL");
  }

  @Test
  void patchTakesAMergePatch() {
    var patch = BodyPublishers.ofString("{\"ttl\": null}");

    assertThat(
            http.send("PATCH", "/v1/probes", patch, "Content-Type", "application/merge-patch+json")
                .body())
        .isEqualTo("{\"ttl\":\"Remove\"}");
    Http.Answer refused =
        http.send("PATCH", "/v1/probes", patch, "Content-Type", "application/json")
            .isProblem(415, "EINVAL");
    assertThat(refused.header("Accept-Patch")).isEqualTo("application/merge-patch+json");
  }

  @Test
  void absentBodyIsEinval() {
    Http.Answer answer = http.send("POST", "/v1/probes", BodyPublishers.noBody());

    assertThat(answer.isProblem(400, "EINVAL").fields()).containsExactly("body");
  }

  @Test
  void wrongFieldsAreNamed() {
    Http.Answer answer =
        http.post("/v1/probes", "{\"kind\": 7, \"items\": [{\"offset\": 18446744073709551616}]}");

    assertThat(answer.isProblem(400, "EINVAL").fields())
        .containsExactly("kind", "items[0].offset", "name");
    assertThat(answer.json().path("detail").asString())
        .isEqualTo("kind must be one of TRUNCATE, PUNCH_HOLE (and 2 more).");
  }

  @Test
  void valuesOutOfBoundsAreNamed() {
    Http.Answer answer =
        http.post(
            "/v1/probes",
            """
            {"name": "", "items": [{"offset": 0}, {"offset": -1}, {"offset": 0, "length": 0}]}
            """);

    assertThat(answer.isProblem(400, "EINVAL").fields())
        .containsExactly("items[1].offset", "items[2].length", "name");
  }

  @Test
  void bodyInOrderIsTaken() {
    Http.Answer answer = http.post("/v1/probes", "{\"name\": \"ä\", \"kind\": \"PUNCH_HOLE\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.body()).isEqualTo("{\"name\":\"ä\",\"kind\":\"PUNCH_HOLE\",\"items\":null}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "integrity", "sql", "error"})
  void unforeseenFailureIsEioAndLogged(String kind, CapturedOutput output) {
    http.get("/v1/failures/" + kind).isProblem(500, "EIO");

    assertThat(output).contains("ERROR", "GET /v1/failures/" + kind + " failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock", "connection", "broken", "timeout", "slow"})
  void failureThatMayPassIsEbusyWithRetryAfter(String kind) {
    Http.Answer answer = http.get("/v1/failures/" + kind).isProblem(503, "EBUSY");

    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.json().path("retryAfterSeconds").asInt()).isEqualTo(1);
  }

  @Test
  void crowdIsToldToComeBackWithoutALineForEach(CapturedOutput output) {
    Http.Answer answer = http.get("/v1/failures/busy").isProblem(503, "EBUSY");

    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.json().path("detail").asString())
        .isEqualTo("More commands wait than can be carried out soon; nothing was done.");
    assertThat(output).doesNotContain("/v1/failures/busy");
  }

  @Test
  void answerThatHasBegunGetsNoProblemAndNoLine(CapturedOutput output) {
    assertThatThrownBy(() -> http.get("/v1/failures/stream", "Accept", "text/event-stream"))
        .as("it breaks off, which is all that can be said now")
        .isInstanceOf(UncheckedIOException.class);

    assertThat(output).doesNotContain("/v1/failures/stream");
  }

  @Test
  void refusalWithoutAnAnswerToReturnIsAProblem() {
    Http.Answer gone = http.get("/v1/failures/gone").isProblem(410, "ESTALE");

    assertThat(gone.fields()).containsExactly("after");
    assertThat(gone.json().path("oldest").asString()).isEqualTo("7");
    assertThat(gone.json().path("instance").asString()).isEqualTo("/v1/failures/gone");
  }

  @Test
  void refusalIsAProblem() {
    Http.Answer missing = http.post("/v1/commands", "{\"result\": \"MISSING\"}");
    Http.Answer closed = http.post("/v1/commands", "{\"result\": \"CLOSED\"}");

    assertThat(missing.isProblem(404, "ENOENT").fields()).containsExactly("fileId");
    assertThat(closed.isProblem(409, "EWOULDBLOCK").header("Retry-After")).isEqualTo("3");
    assertThat(missing.body()).doesNotContain("null");
  }

  @Test
  void staleIsAConflictWhateverTheClientWantsToMatch() {
    String path = "/v1/commands/" + ID;

    http.send("DELETE", path, BodyPublishers.noBody()).isProblem(409, "ESTALE");
    http.send("DELETE", path, BodyPublishers.noBody(), "If-Match", "\"1\"")
        .isProblem(409, "ESTALE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json;charset=utf-16",
        "application/json;charset=iso-8859-1;q=0.5, text/html",
        "*/*;charset=cp037",
        "application/json;version=2"
      })
  void jsonIsUtf8WhateverTheClientWouldLike(String accept) {
    Http.Answer answer = http.get("/v1/probes", "Accept", accept);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.json().isObject()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"CREATED, 201", "FOUND, 200"})
  void whatIsMadeHasAPlace(String result, int status) {
    Http.Answer answer = http.post("/v1/commands", "{\"result\": \"%s\"}".formatted(result));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Location"))
        .isEqualTo("/v1/commands/" + answer.json().path("id").asString());
  }
}
