package org.daxlease.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.daxlease.client.ProcessApi;
import org.daxlease.linux.Contained;
import org.daxlease.linux.LinuxException;
import org.daxlease.linux.Proc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {

  @TempDir private Path directory;

  private static ProcessTable processTable(StateDirectory state) {
    ProcessApi away =
        CoordinatorClient.at(URI.create("http://127.0.0.1:1"), Credentials.NONE).processes();
    var reports = new ExitReports(away, new AgentLifecycle(), true);
    return new ProcessTable("host", away, new ProcessResolver(state), reports);
  }

  /** It calls itself 1 there, which is never signalled here. */
  @Test
  void mainProcessOfAContainerIsHeldByItsNumberHere() throws IOException {
    try (StateDirectory state = StateDirectory.open(directory, "test");
        ProcessTable processTable = processTable(state);
        var contained = new Contained()) {
      assertThat(processTable.adopt(Registered.of(1, contained.start(), null)))
          .hasValueSatisfying(held -> assertThat(held.pidfd().pid()).isEqualTo(contained.pid()));
    }
  }

  @Test
  void neitherTheFirstProcessNorTheAgentItselfIsHeld() {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    try (StateDirectory state = StateDirectory.open(directory, "test");
        ProcessTable processTable = processTable(state)) {
      for (int pid : new int[] {1, self}) {
        assertThat(processTable.adopt(Registered.of(pid, Proc.startTime(pid).orElseThrow(), null)))
            .isEmpty();
      }
    }
  }

  /** Its process is there, and may have pinned pages by that name. */
  @Test
  void threadThatLeadsNoProcessIsNotTakenForOneThatIsGone() throws IOException {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    int thread;
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      thread =
          threads
              .mapToInt(t -> Integer.parseInt(t.getFileName().toString()))
              .filter(t -> t != self)
              .findFirst()
              .orElseThrow();
    }
    try (StateDirectory state = StateDirectory.open(directory, "test")) {
      ResolvedProcess told =
          new ProcessResolver(state)
              .identify(Registered.of(thread, Proc.startTime(thread).orElseThrow(), null));

      assertThat(told)
          .isInstanceOfSatisfying(
              ResolvedProcess.Foreign.class,
              foreign -> assertThat(foreign.why()).contains("thread"));
    }
  }

  /** Nobody would ever report its exit. */
  @Test
  void processThatCannotBeWatchedIsNotHeld() throws IOException {
    Process process = new ProcessBuilder("sleep", "600").start();
    try (StateDirectory state = StateDirectory.open(directory, "test")) {
      ProcessTable processTable = processTable(state);
      processTable.close();

      assertThatExceptionOfType(LinuxException.class)
          .isThrownBy(() -> processTable.adopt(Registered.of(process, null)));

      assertThat(processTable.held()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }
}
