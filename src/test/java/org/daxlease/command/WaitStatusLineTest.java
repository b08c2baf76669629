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
    return new Blocker(UUID.randomUUID(), "gpu-07", pid, null, null, List.of(), "SIGIO", deadline);
  }

  private Output output(boolean terminal) {
    var command = new CommandLine(new PsCommand()).setOut(new PrintWriter(said));
    return new Output(command, false, terminal);
  }

  private static void waitsFor(Output output, Blocker... blockers) {
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
    new WaitStatusLine(output, new ServerClock()).show(operation);
  }

  @Test
  void onATerminalTheOneIsNamedWhoseNextStageComesFirst() {
    Instant soon = Instant.EPOCH;

    waitsFor(output(true), blocker(1, null), blocker(2, soon.plusSeconds(1)), blocker(3, soon));

    assertThat(said.toString())
        .contains("waiting for pid 3 on gpu-07", " and 2 others")
        .doesNotContain("pid 1", "pid 2");
  }

  @Test
  void singleHolderIsNamedAlone() {
    waitsFor(output(true), blocker(1, null));

    assertThat(said.toString()).contains("pid 1").doesNotContain("other");
  }

  @Test
  void elsewhereAllAreNamedTheNextStageFirst() {
    waitsFor(output(false), blocker(1, null), blocker(2, Instant.EPOCH));

    assertThat(said.toString())
        .contains("waiting for pid 2 on gpu-07 (0 pins, at SIGIO), pid 1 on gpu-07")
        .doesNotContain("other");
  }

  @Test
  void pinsAreCountedThoughTheyAreNotNamed() {
    var many = new Blocker(UUID.randomUUID(), "gpu-07", 1, null, 200_000L, List.of(), null, null);

    waitsFor(output(true), many);

    assertThat(said.toString()).contains("(200000 pins)");
  }

  @Test
  void elsewhereTenAreNamedAtMost() {
    waitsFor(output(false), blockers(1, 12));

    assertThat(said.toString()).contains("pid 10 ", " and 2 others").doesNotContain("pid 11 ");
  }

  /** Whatever order the service has them in. */
  @Test
  void elsewhereTheSameHoldersAreToldOnce() {
    Output output = output(false);

    waitsFor(output, blocker(1, null), blocker(2, null));
    waitsFor(output, blocker(2, null), blocker(1, null));
    waitsFor(output, blocker(2, null));

    assertThat(said.toString().lines()).hasSize(2);
  }

  private static Blocker[] blockers(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(pid -> blocker(pid, null))
        .toArray(Blocker[]::new);
  }
}
