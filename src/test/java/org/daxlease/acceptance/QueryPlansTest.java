package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Every query has an index to go by. PostgreSQL reads a whole table here only if it has no other
 * way, and counts each time that it does.
 */
@Tag("postgres")
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.hikari.connection-init-sql=set enable_seqscan = off",
      "daxlease.deadline.clean-up=1s",
      "daxlease.retention.ended=1s",
      "daxlease.policy.lease-break-time=200ms",
      "daxlease.policy.kill-grace=200ms"
    })
class QueryPlansTest {

  /** The tables that grow without bound, or with what the world does. */
  private static final List<String> LARGE =
      List.of(
          "file",
          "process",
          "mapping",
          "lease",
          "pin",
          "operation",
          "operation_break",
          "lease_break",
          "signal",
          "journal",
          "idempotency",
          "webhook_delivery",
          "webhook_attempt");

  @LocalServerPort private int port;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private MeterRegistry registry;
  @Autowired private HikariDataSource pool;

  @Test
  void noLargeTableIsReadFromEndToEnd() {
    Map<String, Long> before = sequentialScans();
    var api = new Coordinator(port);
    long entries;
    try (Scene scene = new Scene(api)) {
      everythingHappens(scene);
      everythingIsAskedFor(api, scene);
      registry.getMeters().forEach(meter -> meter.measure().forEach(Measurement::getValue));
      entries = api.journalEnd();
    }

    await()
        .alias("the statistics of connections that have ended")
        .until(() -> {
          pool.getHikariPoolMXBean().softEvictConnections();
          return inserted("journal") >= entries;
        });

    assertThat(sequentialScans()).isEqualTo(before);
  }

  /** A path has no index of its own, and is looked for on every filesystem. */
  @Test
  void fileIsFoundByTheIndexOfNames() {
    var api = new Coordinator(port);
    try (Scene scene = new Scene(api)) {
      StoredFile file = scene.file();
      String path = "/v1/files?path=";
      long before = uses("file_path_key_key");

      // So often that the registration, which goes by it too, does not count.
      for (int i = 0; i < 100; i++) {
        api.get(path + file.now().text("path")).is(200);
      }

      await()
          .alias("the statistics of connections that have ended")
          .until(() -> {
            pool.getHikariPoolMXBean().softEvictConnections();
            return uses("file_path_key_key") >= before + 100;
          });
    }
  }

  private long uses(String index) {
    Long uses =
        jdbc.queryForObject(
            "select idx_scan from pg_stat_user_indexes where indexrelname = ?", Long.class, index);
    return uses == null ? 0 : uses;
  }

  private static void everythingHappens(Scene scene) {
    StoredFile file = scene.file(1 << 20, "DAX");
    Holder silent = scene.holder(file, 0, 4096);
    Holder friendly = scene.holder(file, 4096, 4096);
    Holder transferring = scene.holder(file, 8192, 8192);
    transferring.now();
    Operation truncate = file.truncates(0);
    friendly.unpins();
    truncate.becomes("GRANTED");
    assertThat(silent.now().state()).isEqualTo("KILLED");
    truncate.completes();
    StoredFile other = scene.file(1 << 20, "PAGE_CACHE");
    scene.holder(other, 0, 4096);
    other.punches(0, 4096).becomes("GRANTED").cancels();
  }

  private static void everythingIsAskedFor(Coordinator api, Scene scene) {
    StoredFile file = scene.file(1 << 20, "DAX");
    Holder holder = scene.holder(file, 0, 4096);
    api.send(
        "POST",
        "/v1/processes/" + holder.id() + "/heartbeat",
        "{\"acknowledged\":[\"1\"]}",
        "Content-Type",
        "application/json",
        "Idempotency-Key",
        "key-" + holder.id());
    file.asksToTruncate(0, "dryRun", true);
    file.blockers(0, 1 << 20);
    for (String path :
        List.of(
            "/v1/files?filesystem=" + scene.filesystem(),
            "/v1/files?filesystem=" + scene.filesystem() + "&path=" + file.now().text("path"),
            "/v1/files/" + file.id(),
            "/v1/files/" + file.id() + "/pins?limit=1",
            "/v1/files/" + file.id() + "/leases?limit=1",
            "/v1/files/" + file.id() + "/mappings?limit=1",
            "/v1/files/" + file.id() + "/operations?limit=1",
            "/v1/operations?state=BREAKING&limit=1",
            "/v1/processes?host=" + scene.host(),
            "/v1/processes/" + holder.id() + "/file-pins",
            "/v1/overview",
            "/v1/pins/" + holder.pin(),
            "/v1/leases/" + holder.lease(),
            "/v1/events?after=0&type=pin.pinned",
            "/v1/events?after=0&fileId=" + file.id(),
            "/v1/events?after=0&processId=" + holder.id(),
            "/v1/events?after=0&host=" + scene.host(),
            "/v1/events?after=0&filesystem=" + scene.filesystem())) {
      api.send(api.request(path).header("Accept", "application/json").GET(), "").is(200);
    }
    holder.asksToExit();
  }

  private Map<String, Long> sequentialScans() {
    Map<String, Long> scans = new TreeMap<>();
    jdbc.query(
        "select relname, seq_scan from pg_stat_user_tables",
        row -> {
          if (LARGE.contains(row.getString(1))) {
            scans.put(row.getString(1), row.getLong(2));
          }
        });
    return scans;
  }

  private long inserted(String table) {
    Long rows =
        jdbc.queryForObject(
            "select n_tup_ins from pg_stat_user_tables where relname = ?", Long.class, table);
    return rows == null ? 0 : rows;
  }
}
