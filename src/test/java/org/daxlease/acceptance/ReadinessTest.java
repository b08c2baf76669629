package org.daxlease.acceptance;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database that answers, and takes nothing. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "spring.datasource.url=jdbc:h2:mem:readiness;DB_CLOSE_DELAY=-1")
class ReadinessTest {

  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;

  @Test
  void replicaThatCannotWriteIsNotReady() {
    becomes("readiness", 200);

    jdbc.execute("alter table attendance rename to elsewhere");

    becomes("readiness", 503);
    becomes("liveness", 200);

    jdbc.execute("alter table elsewhere rename to attendance");

    becomes("readiness", 200);
  }

  private void becomes(String probe, int status) {
    URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/health/" + probe);
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      await()
          .alias(probe + " is " + status)
          .until(() -> client.send(request, BodyHandlers.discarding()).statusCode() == status);
    }
  }
}
