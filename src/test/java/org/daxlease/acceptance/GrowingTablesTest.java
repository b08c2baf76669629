package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** PostgreSQL looks at a table that grows long before autovacuum would have it do so. */
@Tag("postgres")
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "spring.application.name=growing")
class GrowingTablesTest {

  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;

  @Test
  void aTableThatDoublesIsLookedAtAndOneThatDoesNotIsNot() {
    long before = looks("pin");
    var api = new Coordinator(port);
    try (Scene scene = new Scene(api)) {
      StoredFile file = scene.file();
      Holder holder = scene.process().leases(file);
      String pin =
          "{\"mappingId\":\"%s\",\"offset\":0,\"length\":4096,\"access\":\"READ\"}"
              .formatted(holder.mapping(file));
      String batch =
          IntStream.range(0, 1000)
              .mapToObj(_ -> pin)
              .collect(Collectors.joining(",", "{\"items\":[", "]}"));

      await()
          .until(() -> {
            api.send("POST", "/v1/pins/batch", batch, "Content-Type", "application/json").is(200);
            return looks("pin") > before;
          });
    }
    assertThat(looks("journal_head")).isZero();
  }

  /** Those of {@code analyze}, not of autovacuum. */
  private long looks(String table) {
    Long count =
        jdbc.queryForObject(
            "select analyze_count from pg_stat_user_tables where relname = ?", Long.class, table);
    return count == null ? 0 : count;
  }
}
