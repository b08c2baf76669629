package org.daxlease.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.daxlease.client.Coordinator;
import org.daxlease.client.Credentials;
import org.daxlease.client.ProcessApi;
import org.daxlease.client.ProcessInfo;
import org.daxlease.linux.LinuxException;
import org.daxlease.linux.Proc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterTest {

  @TempDir private Path directory;

  private static ProcessInfo registered(Process process) {
    int pid = Math.toIntExact(process.pid());
    String start = Proc.startTime(pid).orElseThrow().toString();
    return new ProcessInfo(
        UUID.randomUUID(),
        "host",
        pid,
        start,
        null,
        null,
        "RUNNING",
        false,
        true,
        Instant.EPOCH,
        Instant.EPOCH,
        null);
  }

  /** Nobody would ever report its exit. */
  @Test
  void processThatCannotBeWatchedIsNotHeld() throws IOException {
    ProcessApi away =
        Coordinator.at(URI.create("http://127.0.0.1:1"), Credentials.NONE).processes();
    Process process = new ProcessBuilder("sleep", "600").start();
    try (StateDirectory state = StateDirectory.open(directory, "test")) {
      var reports = new ExitReports(away, new Life(), true);
      var roster = new Roster("host", away, new Identification(state), reports);
      roster.close();

      assertThatExceptionOfType(LinuxException.class)
          .isThrownBy(() -> roster.adopt(registered(process)));

      assertThat(roster.held()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }
}
