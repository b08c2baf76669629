package org.daxlease.command;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.daxlease.client.OperationInfo;
import org.daxlease.client.OperationInfo.Blocker;
import org.daxlease.client.ServerClock;

/** Shows whom an operation waits for, and until when. */
final class Waiting {

  private final Output output;
  private final ServerClock clock;

  Waiting(Output output, ServerClock clock) {
    this.output = output;
    this.clock = clock;
  }

  void show(OperationInfo operation) {
    List<Blocker> blockers = operation.blockers();
    if (blockers.isEmpty()) {
      output.status("waiting for an earlier operation", "");
      return;
    }
    String holders = blockers.stream().map(Waiting::holder).collect(Collectors.joining("; "));
    String next =
        blockers.stream()
            .flatMap(b -> Optional.ofNullable(b.deadline()).stream())
            .min(Instant::compareTo)
            .flatMap(clock::until)
            .map(Waiting::countdown)
            .orElse("");
    output.status("waiting for " + holders, next);
  }

  /** Such as {@code pid 4711 on gpu-07 (1 pin, SIGIO sent)}. */
  static String holder(Blocker blocker) {
    int pins = blocker.pins().size();
    return "pid "
        + blocker.pid()
        + " on "
        + blocker.host()
        + " ("
        + pins
        + (pins == 1 ? " pin" : " pins")
        + (blocker.stage() == null ? "" : ", at " + blocker.stage())
        + ")";
  }

  private static String countdown(Duration left) {
    long seconds = Math.max(0, left.toSeconds());
    return ", next stage in " + seconds + " s";
  }
}
