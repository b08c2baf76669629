package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.daxlease.coordination.EvidenceService.Arrived;
import org.daxlease.coordination.EvidenceService.Awaited;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.DeadlineFrom;
import org.daxlease.protocol.DeliveryPath;
import org.daxlease.protocol.Overrides;
import org.daxlease.protocol.PolicyOverrides;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Deadlines that count from the delivery of their signal, and what counts as one. */
class EvidenceTest extends ByHand {

  private static final Duration T = Duration.ofSeconds(45);
  private static final Duration A_WHILE = Duration.ofSeconds(10);

  private static final PolicyOverrides FROM_DELIVERY =
      new Overrides().leaseBreakTime(T).deadlineFrom(DeadlineFrom.DELIVERED).build();

  private static final Caller STRANGER =
      new Caller("stranger", new Authority(Set.of(Role.HOLDER), Set.of()));

  @Autowired private EvidenceService evidence;
  @Autowired private SignalRepository signals;
  @Autowired private JdbcTemplate jdbc;

  /** A holder that has been signalled for a file. */
  private final class Broken {
    final UUID file = file(Backing.DAX, FROM_DELIVERY);
    final UUID holder;
    final UUID pin;

    Broken(UUID holder) {
      this.holder = holder;
      pin = leasedPin(holder, file, 0);
      value(operations.request(Caller.ANONYMOUS, truncate(file)));
    }

    BreakEntity row() {
      return rows.breaks().findAll().stream()
          .filter(b -> b.fileId.equals(file))
          .findFirst()
          .orElseThrow();
    }

    Instant deadline() {
      return row().deadline;
    }

    /** The last signal that it got. */
    long signal() {
      return signals.last(row().id);
    }

    List<Awaited> streamedTo(Caller reader) {
      return evidence.record(List.of(new Arrived(signal(), DeliveryPath.STREAM, reader)));
    }
  }

  @Test
  void deadlineCountsFromWhenItsHolderReadIt() {
    var broken = new Broken(process(null));
    assertThat(broken.deadline()).isEqualTo(clock.now().plus(T).plus(T));
    clock.pass(A_WHILE);

    broken.streamedTo(Caller.ANONYMOUS).forEach(evidence::startDeadline);

    assertThat(broken.deadline()).isEqualTo(clock.now().plus(T));
  }

  @Test
  void whatAnybodyElseReadsSaysNothingOfTheHolder() {
    var broken = new Broken(process(null));

    assertThat(broken.streamedTo(STRANGER)).isEmpty();

    assertThat(signals.findById(broken.signal()).orElseThrow().streamedAt).isNull();
  }

  @Test
  void firstEvidenceIsKept() {
    var broken = new Broken(process(null));
    Instant first = clock.now();
    broken.streamedTo(Caller.ANONYMOUS);
    clock.pass(A_WHILE);
    broken.streamedTo(Caller.ANONYMOUS);

    assertThat(signals.findById(broken.signal()).orElseThrow().streamedAt).isEqualTo(first);
  }

  @Test
  void lateEvidenceOfAnEarlierStageMovesNoDeadline() {
    var broken = new Broken(process(null));
    List<Awaited> late = broken.streamedTo(Caller.ANONYMOUS);
    clock.pass(T.plus(T));
    fire(broken.file);
    Instant deadline = broken.deadline();
    assertThat(deadline).isEqualTo(clock.now().plus(T).plus(T));
    clock.pass(A_WHILE);

    late.forEach(evidence::startDeadline);

    assertThat(late).hasSize(1);
    assertThat(broken.deadline()).isEqualTo(deadline);
  }

  @Test
  void evidenceOfABreakThatHasEndedMeanwhileIsTooLate() {
    var broken = new Broken(process(null));
    List<Awaited> late = broken.streamedTo(Caller.ANONYMOUS);
    value(pins.unpin(CallerCommand.by(Caller.ANONYMOUS, List.of(broken.pin))).getFirst());

    assertThatNoException().isThrownBy(() -> late.forEach(evidence::startDeadline));

    assertThat(late).hasSize(1);
    assertThat(broken.deadline()).isNull();
  }

  /** One row that nobody can read must not take its evidence from the others. */
  @Test
  void oneFileInTroubleLeavesTheOthersTheirDeadlines() {
    UUID holder = process(null);
    var damaged = new Broken(holder);
    var sound = new Broken(holder);
    List<Long> both = List.of(damaged.signal(), sound.signal());
    Instant asItWas = damaged.deadline();
    clock.pass(A_WHILE);
    Instant counted = clock.now().plus(T);
    jdbc.update("update file set policy = 'damaged' where id = ?", damaged.file);
    try {
      var beat = new CallerCommand<>(Caller.ANONYMOUS, new SendHeartbeat(holder, both));
      value(processes.heartbeat(List.of(beat)).getFirst());

      await().untilAsserted(() -> assertThat(sound.deadline()).isEqualTo(counted));
    } finally {
      jdbc.update("update file set policy = '{}' where id = ?", damaged.file);
    }
    assertThat(damaged.deadline()).isEqualTo(asItWas);
  }
}
