package org.daxlease.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Breaks from their beginning to their end, as clients see them. */
final class Break {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final int port;
  private int number;

  Break(int port) {
    this.port = port;
  }

  /** The holder gives way, and the operation is completed. */
  void isAnswered() throws Exception {
    Truncate truncate = begin(",\"leaseBreakTime\":\"PT5M\"");
    send("DELETE", "/v1/pins/" + truncate.pin, "");
    String operation = "/v1/operations/" + truncate.operation;
    JsonNode granted = send("GET", operation, "");
    send(
        "POST",
        operation + "/complete",
        "{\"token\":%d}".formatted(granted.path("token").asLong()));
  }

  /** The holder is silent until it is fenced, and nobody uses the grant. */
  void isNotAnswered() throws Exception {
    Truncate truncate = begin("");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            send("GET", "/v1/operations/" + truncate.operation, "")
                .path("state")
                .asString()
                .equals("EXPIRED"));
  }

  private record Truncate(String pin, String operation) {}

  private Truncate begin(String wish) throws Exception {
    number++;
    String file =
        id(
            "/v1/files",
            "{\"filesystem\":\"pmem0\",\"path\":\"/%d\",\"backing\":\"DAX\",\"size\":65536}"
                .formatted(number));
    String process = id("/v1/processes", "{\"host\":\"node1\",\"pid\":%d}".formatted(number));
    String mapping =
        id(
            "/v1/mappings",
            "{\"processId\":\"%s\",\"fileId\":\"%s\",\"offset\":0,\"length\":65536,\"protection\":\"READ_WRITE\"}"
                .formatted(process, file));
    id("/v1/leases", "{\"processId\":\"%s\",\"fileId\":\"%s\"}".formatted(process, file));
    String pin =
        id(
            "/v1/pins",
            "{\"mappingId\":\"%s\",\"offset\":0,\"length\":4096,\"access\":\"WRITE\"}"
                .formatted(mapping));
    String operation =
        id(
            "/v1/operations",
            "{\"fileId\":\"%s\",\"kind\":\"TRUNCATE\",\"newSize\":0%s}".formatted(file, wish));
    return new Truncate(pin, operation);
  }

  private String id(String path, String body) throws Exception {
    return send("POST", path, body).path("id").asString();
  }

  private JsonNode send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isLessThan(300);
    return JsonMapper.shared().readTree(response.body().isEmpty() ? "{}" : response.body());
  }
}
