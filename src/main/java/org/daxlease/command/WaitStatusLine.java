package org.daxlease.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.daxlease.client.OperationInfo;
import org.daxlease.client.OperationInfo.Blocker;
import org.daxlease.client.ServerClock;

/** Shows whom an operation waits for, and until when. */
final class WaitStatusLine {

  /** Without a tie: what nothing has changed in is not to be another line. */
  private static final Comparator<Blocker> NEXT_STAGE =
      Comparator.comparing(
              Blocker::deadline, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
          .thenComparing(Blocker::host)
          .thenComparing(Blocker::pid);

  private static final int MOST_NAMED = 10;

  private final Output output;
  private final ServerClock clock;

  WaitStatusLine(Output output, ServerClock clock) {
    this.output = output;
    this.clock = clock;
  }

  void show(OperationInfo operation) {
    List<Blocker> blockers = operation.blockers();
    if (blockers.isEmpty()) {
      output.status("waiting for an earlier operation", "");
      return;
    }
    List<Blocker> named =
        blockers.stream().sorted(NEXT_STAGE).limit(output.isTerminal() ? 1 : MOST_NAMED).toList();
    String next =
        Optional.ofNullable(named.getFirst().deadline())
            .flatMap(clock::until)
            .map(WaitStatusLine::countdown)
            .orElse("");
    String holders = named.stream().map(WaitStatusLine::holder).collect(Collectors.joining(", "));
    output.status("waiting for " + holders + others(blockers.size() - named.size()), next);
  }

  /** One is what the line of a terminal has room for, and a log need not have hundreds. */
  private static String others(int number) {
    return switch (number) {
      case 0 -> "";
      case 1 -> " and 1 other";
      default -> " and " + number + " others";
    };
  }

  /** Such as {@code pid 4711 on gpu-07 (1 pin, SIGIO sent)}. */
  static String holder(Blocker blocker) {
    long pins = blocker.count();
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
