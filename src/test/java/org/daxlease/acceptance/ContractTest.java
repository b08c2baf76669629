package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** openapi.yaml names what the service takes and nothing else, and the tests would notice. */
class ContractTest extends Acceptance {
  private static final String PIN =
      """
      {"id":"0198f0a2-9360-7a9b-86f7-5e0b8d1c4f66","fileId":"0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e11",
       "processId":"0198f0a2-7a03-7c41-9a6e-2b1d8c0f4a22",
       "mappingId":"0198f0a2-8200-7c41-9a6e-2b1d8c0f4a22","leaseId":null,"offset":0,"length":4096,
       "access":"WRITE","term":"LONGTERM","state":"PINNED","detached":false,"generation":1,
       "pinnedAt":"2026-11-02T09:03:01.771020Z","endedAt":null,"reason":null}
      """;

  @Test
  void contractAndServiceKnowTheSameRequests(
      @Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapped) {
    Set<String> served = new TreeSet<>();
    for (Map.Entry<RequestMappingInfo, HandlerMethod> entry :
        mapped.getHandlerMethods().entrySet()) {
      for (String path : entry.getKey().getPatternValues()) {
        // The error page and what other libraries bring along is no part of the contract.
        if (ofTheService(entry.getValue()) && !path.equals("/error")) {
          entry
              .getKey()
              .getMethodsCondition()
              .getMethods()
              .forEach(method -> served.add(method + " " + path));
          assertThat(entry.getKey().getMethodsCondition().isEmpty()).as(path).isFalse();
        }
      }
    }

    Set<String> promised = new TreeSet<>();
    for (Map.Entry<String, PathItem> path :
        new OpenAPIV3Parser().read(Contract.FILE.toString()).getPaths().entrySet()) {
      path.getValue()
          .readOperationsMap()
          .keySet()
          .forEach(method -> promised.add(method + " " + path.getKey()));
    }

    assertThat(served).isNotEmpty().isEqualTo(promised);
  }

  private static boolean ofTheService(HandlerMethod method) {
    return method.getBeanType().getPackageName().startsWith("org.daxlease");
  }

  @Test
  void locationLeadsToWhatWasMade() {
    Answer registered =
        api.post(
            "/v1/files",
            "filesystem",
            scene.filesystem(),
            "path",
            "/made",
            "backing",
            "DAX",
            "size",
            64 * K);
    StoredFile file = scene.known(registered.is(201));
    Answer started = api.post("/v1/processes", "host", scene.host(), "pid", 1, "startTime", "t0");
    Holder p = scene.knownProcess(started.is(201));
    String url = "https://receiver.example/";
    List<Answer> made =
        List.of(
            registered,
            started,
            p.asksToMap(file, 0, 64 * K, "READ_WRITE"),
            p.asksForLease(file),
            p.asksToPin(file, 0, 4 * K),
            file.asksToPunch(32 * K, 4 * K).is(201),
            file.asksToPunch(32 * K, 4 * K).is(202),
            api.post("/v1/webhooks", "url", url, "types", List.of("webhook.missed")));

    for (Answer answer : made) {
      assertThat(answer.status()).as(answer.toString()).isIn(201, 202);
      assertThat(api.get(answer.header("Location")).is(200).id())
          .as(answer.toString())
          .isEqualTo(answer.id());
    }
  }

  @Test
  void answerAsPromisedIsAccepted() {
    assertThat(broken(201, "application/json", PIN)).isEmpty();
  }

  /** The hook in every request would prove nothing if it let any of these pass. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "201 | application/json | \"term\"         | \"terms\"",
        "201 | application/json | \"term\"         | \"more\":1,\"term\"",
        "201 | application/json | \"reason\":null  | \"reason\":\"NOPE\"",
        "201 | application/json | ,\"reason\":null | `` ",
        "201 | application/json | \"length\":4096  | \"length\":0",
        "201 | application/json | \"length\":4096  | \"length\":\"4096\"",
        "201 | application/json | \"length\":4096  | \"length\":4096.5",
        "201 | application/json | \"length\":4096  | \"length\":9223372036854775808",
        "201 | application/json | \"detached\":false | \"detached\":null",
        "201 | application/json | 0198f0a2-9360    | nope",
        "201 | application/json | 09:03:01.771020Z | later",
        "201 | text/plain       | \"term\"         | \"term\"",
        "200 | application/json | \"term\"         | \"term\"",
        "404 | application/problem+json | \"term\" | \"term\""
      })
  void answerThatBreaksTheContractIsNoticed(int status, String type, String part, String wrong) {
    assertThat(broken(status, type, PIN.replace(part, wrong))).isNotEmpty();
  }

  /** Requests that the service took, although the contract does not allow them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST  | /v1/pins          | {'mappingId':'<id>','offset':0,'length':4096}",
        "POST  | /v1/pins          | {'mappingId':'<id>','offset':0,'length':0,'access':'READ'}",
        "POST  | /v1/pins/<id>/trim | {'offset':0,'length':4096,'more':1}",
        "PATCH | /v1/files/<id>    | {'policy':{'leaseBreakTime':45}}",
        "PATCH | /v1/files/<id>    | {'policy':{'more':null}}",
        "PATCH | /v1/files/<id>    | {'size':0}",
        "GET   | /v1/files?limit=0 | ``",
        "GET   | /v1/files?more=1  | ``"
      })
  void requestThatBreaksTheContractIsNoticed(String method, String path, String body) {
    String id = "0198f0a2-9360-7a9b-86f7-5e0b8d1c4f66";
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://x" + path.replace("<id>", id)))
            .method(method, BodyPublishers.noBody());
    if (!body.isEmpty()) {
      request.header("Content-Type", type);
    }

    assertThat(Contract.brokenBy(request.build(), body.replace('\'', '"').replace("<id>", id)))
        .isNotEmpty();
  }

  private static List<?> broken(int status, String type, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://x/v1/pins"))
            .POST(BodyPublishers.noBody())
            .build();
    HttpHeaders headers =
        HttpHeaders.of(
            Map.of("Content-Type", List.of(type), "Location", List.of("/v1/pins/x")),
            (name, value) -> true);
    return Contract.brokenBy(request, new Answer("POST /v1/pins", status, headers, body));
  }
}
