package org.daxlease.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.daxlease.client.OperationInfo;
import org.daxlease.client.OperationInfo.Blocker;
import org.daxlease.client.ServerClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class WaitStatusLineTest {

  private final StringWriter said = new StringWriter();

  private static Blocker blocker(int pid, @Nullable Instant deadline) {
    return new Blocker(UUID.randomUUID(), "gpu-07", pid, null, List.of(), "SIGIO", deadline);
  }

  private void waitsFor(Blocker... blockers) {
    var command = new CommandLine(new PsCommand()).setOut(new PrintWriter(said));
    var operation =
        new OperationInfo(
            UUID.randomUUID(),
            UUID.randomUUID(),
            "BREAKING",
            1,
            "TRUNCATE",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(blockers),
            List.of());
    new WaitStatusLine(new Output(command, false), new ServerClock()).show(operation);
  }

  /** A terminal, where they have to fit into its line, shows the first of them. */
  @Test
  void linesNameAllHoldersTheOneFirstWhoseNextStageComesFirst() {
    Instant soon = Instant.EPOCH;

    waitsFor(blocker(1, null), blocker(2, soon.plusSeconds(1)), blocker(3, soon));

    assertThat(said.toString())
        .containsPattern("waiting for pid 3 on gpu-07.*, pid 2 on .*, pid 1 on ")
        .doesNotContain("other");
  }

  @Test
  void crowdIsNotNamedWhole() {
    waitsFor(
        IntStream.rangeClosed(1, 12).mapToObj(pid -> blocker(pid, null)).toArray(Blocker[]::new));

    assertThat(said.toString()).contains("pid 10 on").endsWith(" and 2 others\n");
  }

  @Test
  void singleHolderIsNamedAlone() {
    waitsFor(blocker(1, null));

    assertThat(said.toString()).contains("pid 1").doesNotContain("other");
  }
}
