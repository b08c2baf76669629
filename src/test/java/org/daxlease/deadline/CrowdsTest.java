package org.daxlease.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.daxlease.coordination.DeadlineService;
import org.daxlease.coordination.ProcessExitService;
import org.daxlease.history.Api;
import org.daxlease.history.Cast;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;

/** More is due at a time than can be worked on; each round is begun by hand. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"spring.datasource.url=" + CrowdsTest.DATABASE, "daxlease.deadline.workers=1"})
@Import(CrowdsTest.Limits.class)
class CrowdsTest {

  static final String DATABASE = "jdbc:h2:mem:deadline-crowds;LOCK_TIMEOUT=60000";

  private static final OffsetDateTime LONG_AGO = OffsetDateTime.parse("2026-01-01T00:00:00Z");
  private static final int MOST_FILES = 3;
  private static final int MOST_LAPSES = 100;

  @LocalServerPort private int port;
  @Autowired private FireDue fireDue;
  @Autowired private DeadlineLoop loop;
  @Autowired private JdbcTemplate jdbc;

  private Cast cast;

  @TestConfiguration(proxyBeanMethods = false)
  static class Limits {

    @Bean
    @Primary
    FireDue fewFiles(
        DeadlineService deadlines,
        ProcessExitService processExits,
        FailureBackoff backoff,
        DeadlineProperties properties) {
      return new FireDue(deadlines, processExits, backoff, properties, MOST_FILES);
    }
  }

  @BeforeEach
  void begins() {
    loop.stop();
    fireDue.resume();
    cast = new Cast(new Api(port));
  }

  @AfterEach
  void ends() {
    await().until(() -> fireDue.busy().isEmpty());
  }

  /** A host may die with thousands of processes, and ladders have to go on meanwhile. */
  @Test
  void fewLapsesWaitForTheirThreadAndNoFileWaitsForThem() throws SQLException {
    List<UUID> lapsing = lapsing(MOST_LAPSES + 20);
    UUID file = due(1);
    try (Connection holder = holding("process", lapsing.getFirst())) {
      round();
      await().until(() -> !fireDue.busy().contains(file));
      round();
      round();

      assertThat(state(file)).isEqualTo("CANCELLED");
      // One is being worked on, the others wait for the thread.
      assertThat(fireDue.busy()).isSubsetOf(lapsing).hasSizeBetween(MOST_LAPSES, MOST_LAPSES + 1);
      holder.rollback();
    }
    await()
        .until(() -> {
          round();
          return lapsed() == lapsing.size();
        });
  }

  @Test
  void noMoreFilesWaitForAThreadThanAQuestionMayName() throws SQLException {
    List<UUID> files = new ArrayList<>();
    for (int i = 0; i < MOST_FILES + 3; i++) {
      files.add(due(i));
    }
    try (Connection holder = holding("file", files.getFirst())) {
      round();
      round();
      round();

      assertThat(fireDue.busy())
          .isSubsetOf(files)
          .contains(files.getFirst())
          .hasSizeBetween(MOST_FILES, MOST_FILES + 1);
      holder.rollback();
    }
    await()
        .until(() -> {
          round();
          return files.stream().allMatch(file -> state(file).equals("CANCELLED"));
        });
  }

  private void round() {
    fireDue.round(() -> {});
  }

  private String state(UUID file) {
    return jdbc.queryForObject("select state from operation where file_id = ?", String.class, file);
  }

  private int lapsed() {
    return jdbc.queryForObject("select count(*) from process where lapsed = true", Integer.class);
  }

  /** A transaction that holds a row's lock. */
  private static Connection holding(String table, UUID id) throws SQLException {
    Connection holder = DriverManager.getConnection(DATABASE, "sa", "");
    holder.setAutoCommit(false);
    try (PreparedStatement lock =
        holder.prepareStatement("select id from " + table + " where id = ? for update")) {
      lock.setObject(1, id);
      lock.execute();
    }
    return holder;
  }

  /** Processes whose heartbeats are overdue, one after the other. */
  private List<UUID> lapsing(int many) {
    List<UUID> processes = new ArrayList<>();
    for (int pid = 1; pid <= many; pid++) {
      String process =
          cast.api()
              .post("/v1/processes", "host", "h", "pid", pid, "heartbeatTtl", "PT10M")
              .done()
              .id();
      processes.add(UUID.fromString(process));
      jdbc.update(
          "update process set lapses_at = ?, heartbeat_ttl = 1 where id = ?",
          LONG_AGO.plusSeconds(pid),
          processes.getLast());
    }
    return processes;
  }

  /** A file with an operation that has waited for longer than it wanted to. */
  private UUID due(int second) {
    String file = cast.file();
    cast.holder(file);
    String operation = cast.truncate(file, "maxWait", "PT1H").done().id();
    OffsetDateTime at = LONG_AGO.plusSeconds(second);
    jdbc.update(
        "update operation set due_at = ?, wait_until = ? where id = ?",
        at,
        at,
        UUID.fromString(operation));
    return UUID.fromString(file);
  }
}
