package org.daxlease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.tracing.Tracer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "spring.datasource.url=jdbc:h2:mem:smoke")
@AutoConfigureRestTestClient
class DaxLeaseApplicationTest {

  @Autowired private RestTestClient http;
  @Autowired private HikariDataSource pool;
  @Autowired private JdbcClient database;

  @Test
  void startsAndIsReady() {
    http.get()
        .uri("/actuator/health/readiness")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.status")
        .isEqualTo("UP");
  }

  @Test
  void namesItsVersion() {
    http.get()
        .uri("/actuator/info")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.build.artifact")
        .isEqualTo("daxlease");
  }

  @Test
  void makesNoSpansThatNobodyTakes(@Autowired ObjectProvider<Tracer> tracers) {
    assertThat(tracers).isEmpty();
  }

  @Test
  void writesOnWhenThePoolHasRetiredTheConnectionsOfTheStart() {
    Set<String> atStart = sessions();
    pool.getHikariPoolMXBean().softEvictConnections();
    await()
        .untilAsserted(() -> {
          Set<String> left = sessions();
          left.retainAll(atStart);
          assertThat(left).as("only that of the migration").hasSizeLessThan(2);
        });

    http.post()
        .uri("/v1/files")
        .contentType(MediaType.APPLICATION_JSON)
        .body(
            """
            {"filesystem": "pmem0", "path": "/later.bin", "backing": "DAX", "size": 4096}\
            """)
        .exchange()
        .expectStatus()
        .isCreated();
  }

  private Set<String> sessions() {
    return new HashSet<>(
        database
            .sql("select session_id || ' ' || session_start from information_schema.sessions")
            .query(String.class)
            .list());
  }
}
