package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.daxlease.http.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wrong ids and paths, wrong methods, and what the connector refuses before the service sees it.
 */
class BadPathTest extends Acceptance {

  /** A request that names a thing in its path; {@code *} stands for the id. */
  private static final List<String> WITH_AN_ID =
      List.of(
          "GET /v1/files/*",
          "DELETE /v1/files/*",
          "PATCH /v1/files/* {'policy':{}}",
          "GET /v1/files/*/blockers",
          "GET /v1/files/*/pins",
          "GET /v1/files/*/leases",
          "GET /v1/files/*/mappings",
          "GET /v1/files/*/operations",
          "GET /v1/processes/*",
          "DELETE /v1/processes/*",
          "GET /v1/processes/*/file-pins",
          "GET /v1/processes/*/signals",
          "POST /v1/processes/*/heartbeat {}",
          "POST /v1/processes/*/fence {'reason':'gone'}",
          "GET /v1/mappings/*",
          "DELETE /v1/mappings/*",
          "GET /v1/leases/*",
          "DELETE /v1/leases/*",
          "GET /v1/pins/*",
          "DELETE /v1/pins/*",
          "POST /v1/pins/*/trim {'offset':0,'length':4096}",
          "POST /v1/pins/*/transfer {'processId':'<unknown>','mappingId':'<unknown>'}",
          "GET /v1/operations/*",
          "DELETE /v1/operations/*",
          "POST /v1/operations/*/complete {'token':1}",
          "POST /v1/operations/*/renew {'token':1}",
          "POST /v1/operations/*/expedite {'reason':'dead'}",
          "GET /v1/breaks/*",
          "GET /v1/webhooks/*",
          "DELETE /v1/webhooks/*",
          "POST /v1/webhooks/*/pause",
          "POST /v1/webhooks/*/resume",
          "POST /v1/webhooks/*/test",
          "POST /v1/webhooks/*/rotate-secret {}",
          "POST /v1/webhooks/*/redeliver {'after':'0'}",
          "GET /v1/webhooks/*/deliveries");

  /** With nobody to say no to, either: token and jwt are tried where their tables are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/actuator",
        "/actuator/",
        "/actuator/beans",
        "/actuator/configprops",
        "/actuator/env",
        "/actuator/flyway",
        "/actuator/heapdump",
        "/actuator/loggers",
        "/actuator/mappings",
        "/actuator/metrics",
        "/actuator/shutdown",
        "/actuator/threaddump",
        "/error",
        "/h2-console",
        "/h2-console/",
        "/v3/api-docs",
        "/v3/api-docs.yaml",
        "/webjars/swagger-ui/index.html"
      })
  void nothingOfALibrarysIsThere(String path) {
    api.get(path).refused(404, "ENOENT");
  }

  private static final List<String> MALFORMED =
      List.of(
          "nope",
          "0",
          "-1",
          "1-1-1-1-1",
          "%00",
          "%20",
          "a%2Fb",
          "..%2F..%2Fetc",
          "%25",
          "%5C",
          "null",
          "undefined",
          "%7Bid%7D",
          "<unknown>0",
          "<unknown>%00",
          "x".repeat(4000),
          "0190163d8694739bb004dac4b5ab3c0f",
          "<unknown>;x=y");

  static Stream<String> requestsWithMalformedId() {
    List<String> requests = new ArrayList<>();
    for (String request : WITH_AN_ID) {
      MALFORMED.forEach(id -> requests.add(request.replace("*", id)));
    }
    return requests.stream();
  }

  static Stream<String> requestsWithAnId() {
    return WITH_AN_ID.stream();
  }

  @ParameterizedTest
  @MethodSource("requestsWithMalformedId")
  void malformedIdIsRefused(String request) {
    long before = api.journalEnd();

    Answer answer = send(request.replace("<unknown>", UUID.randomUUID().toString()));

    BadInputTest.isCleanProblem(answer);
    // An encoded slash or NUL may be stopped by the connector, and a path parameter be cut off.
    if (!request.contains("%2F") && !request.contains("%5C") && !request.contains(";")) {
      answer.refused(400, "EINVAL");
    }
    assertThat(api.askedForSince(before)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("requestsWithAnId")
  void idOfNothingOrOfAnotherKindIsNotFound(String request) {
    StoredFile file = scene.file();
    Holder holder = scene.process();
    String other = request.contains("/files/") ? holder.id() : file.id();
    long before = api.journalEnd();

    for (String id : List.of(UUID.randomUUID().toString(), other)) {
      Answer answer = send(request.replace("*", id).replace("<unknown>", other));
      answer.refused(404, "ENOENT");
      BadInputTest.isCleanProblem(answer);
    }
    assertThat(api.askedForSince(before)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE,/v1/files",
    "PUT,/v1/files",
    "PATCH,/v1/processes",
    "PUT,/v1/leases",
    "DELETE,/v1/pins",
    "POST,/v1/overview",
    "DELETE,/v1/events",
    "POST,/v1/events",
    "POST,/v1/filesystems/x",
    "DELETE,/v1/operations",
    "PUT,/v1/operations"
  })
  void wrongMethodIsRefused(String method, String path) {
    Answer answer = api.send(method, path, "{}");

    BadInputTest.isCleanProblem(answer);
    answer.refused(405, "EINVAL");
    assertThat(answer.header("Allow")).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1", "/v1/nope", "/v2/files", "/v1/files/x/y/z", "/v1/filesystems/nope-not"})
  void unknownPathIsNotFound(String path) {
    Answer answer = api.get(path);

    answer.refused(404, "ENOENT");
    BadInputTest.isCleanProblem(answer);
  }

  @Test
  void unacceptableIsRefused() {
    Answer answer =
        api.send(api.request("/v1/files").header("Accept", "application/xml").GET(), "");

    answer.refused(406, "EINVAL");
  }

  @Test
  void explanationsAreInEnglish() {
    String path = "/v1/filesystems/" + scene.filesystem();
    String body = "{\"type\": \"" + "x".repeat(65) + "\"}";

    Answer answer =
        api.send("PUT", path, body, "Content-Type", "application/json", "Accept-Language", "de");

    assertThat(answer.refused(400, "EINVAL").text("detail"))
        .isEqualTo("type size must be between 0 and 64.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a%2Fb", "%00", "a%00b", "..", "%2e%2e", "caf%C3%A9", "%FF"})
  void wrongFilesystemNameIsRefused(String name) {
    long before = api.journalEnd();

    Answer answer =
        send("PUT /v1/filesystems/" + name.replace(" ", "%20") + " HTTP/1.1", "{\"type\":\"xfs\"}");

    BadInputTest.isCleanProblem(answer);
    assertThat(api.askedForSince(before)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"GET /v1//files,400", "FOO /v1/files,405", "TRACE /v1/files,405"})
  void unusualRequestLineIsRefused(String line, int status) {
    Answer answer = send(line + " HTTP/1.1", "");

    answer.refused(status, "EINVAL");
    BadInputTest.isCleanProblem(answer);
  }

  private Answer send(String request) {
    String[] parts = request.split(" ", 3);
    if (parts.length < 3) {
      return api.send(api.request(parts[1]).method(parts[0], BodyPublishers.noBody()), "");
    }
    String type = parts[0].equals("PATCH") ? "application/merge-patch+json" : "application/json";
    return api.send(parts[0], parts[1], parts[2].replace('\'', '"'), "Content-Type", type);
  }

  /** Sends a request line as it is. */
  private Answer send(String line, String body) {
    String head = line + "\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
    head += "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
    Wire.Answer got = new Wire(api.port()).send(head + "\r\n" + body);
    return new Answer(line, got.status(), got.headers(), got.body());
  }
}
