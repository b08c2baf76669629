package org.daxlease.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.daxlease.http.EventStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The way back to a backup, with the statements of the runbook. */
class RestoreTest {

  private static final Pattern STATEMENTS = Pattern.compile("(?s)```sql\n(.*?)```");
  private static final int RAISED = 1_000_000;
  private static final long K = 1024;

  @TempDir private Path directory;

  private static List<String> statements() throws IOException {
    Matcher block = STATEMENTS.matcher(Files.readString(Path.of("src/docs/runbook.md"), UTF_8));
    assertThat(block.find()).isTrue();
    return block.group(1).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  @Test
  void nothingIsGivenOutTwiceAndReadersBeginAnew() throws Exception {
    String fileId;
    String processId;
    long token;
    long seen;
    try (ConfigurableApplicationContext service = EmbeddedService.start(directory)) {
      Coordinator api = EmbeddedService.api(service);
      Scene scene = new Scene(api);
      StoredFile file = scene.file();
      Operation done = file.truncates(8 * K);
      token = done.becomes("GRANTED").token();
      done.completes();
      processId = scene.holder(file, 0, 4 * K).id();
      fileId = file.id();
      seen = api.journalEnd();
    }

    executeAll(statements());

    try (ConfigurableApplicationContext service = EmbeddedService.start(directory)) {
      Coordinator api = EmbeddedService.api(service);
      assertThat(api.journalEnd()).isGreaterThanOrEqualTo(seen + RAISED);
      api.eventPage(seen - 1, 10, "").is(410);
      api.eventPage(seen + RAISED / 2, 10, "").is(410);
      long begin = api.journalEnd();
      try (EventStream resumed = api.stream("/v1/events", "Last-Event-ID", Long.toString(seen))) {
        resumed.awaits(event -> event.name().contains("reset"));

        StoredFile file = new StoredFile(api, fileId);
        Operation next = file.truncates(0).was(202, "BREAKING");
        Holder holder = new Holder(api, api.get("/v1/processes/" + processId).is(200));
        resumed.awaits(event -> event.name().contains("signal.sigio"));
        holder.exits();
        assertThat(next.becomes("GRANTED").token()).isGreaterThan(token + RAISED);
        next.completes();
      }

      List<JsonNode> events = api.eventsAfter(begin, "");
      assertThat(events).isNotEmpty();
      assertThat(events.stream().map(Coordinator::position)).first().isEqualTo(begin + 1);
      assertThat(Coordinator.position(events.getLast())).isEqualTo(begin + events.size());
    }
  }

  private void executeAll(List<String> statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(EmbeddedService.url(directory), "sa", "");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String each : statements) {
        assertThat(statement.executeUpdate(each)).as(each).isPositive();
      }
      connection.commit();
    }
  }
}
