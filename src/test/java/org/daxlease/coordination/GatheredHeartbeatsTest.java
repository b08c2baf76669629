package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.daxlease.journal.Event;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.protocol.Refusal;
import org.junit.jupiter.api.Test;

/** Heartbeats of several processes, and of several callers, in one transaction. */
class GatheredHeartbeatsTest extends ByHand {

  private static final Caller STRANGER =
      new Caller("stranger", new Authority(Set.of(Role.HOLDER), Set.of()));

  @Test
  void eachHearsItsOwnSignalsAndFailsForNobodyElse() {
    UUID file = file(Backing.DAX, PolicyOverrides.NONE);
    UUID one = process(Duration.ofSeconds(30));
    UUID other = process(null);
    leasedPin(one, file, 0);
    leasedPin(other, file, 1);
    value(operations.request(Caller.ANONYMOUS, truncate(file)));
    clock.pass(Duration.ofSeconds(1));

    List<Outcome<HeartbeatView>> answers =
        processes.heartbeat(
            List.of(
                new CallerCommand<>(Caller.ANONYMOUS, new SendHeartbeat(one, List.of())),
                new CallerCommand<>(STRANGER, new SendHeartbeat(other, List.of())),
                new CallerCommand<>(
                    Caller.ANONYMOUS, new SendHeartbeat(UUID.randomUUID(), List.of())),
                new CallerCommand<>(Caller.ANONYMOUS, new SendHeartbeat(other, List.of())),
                new CallerCommand<>(Caller.ANONYMOUS, new SendHeartbeat(one, List.of()))));

    assertThat(value(answers.get(0)).signals()).hasSize(1).allMatch(s -> isFor(s, one));
    assertThat(refusal(answers.get(1))).isInstanceOf(Refusal.NotYours.class);
    assertThat(refusal(answers.get(2))).isInstanceOf(Refusal.NotFound.class);
    assertThat(value(answers.get(3)).signals()).hasSize(1).allMatch(s -> isFor(s, other));
    assertThat(value(answers.get(4)).process().lastHeartbeatAt()).isEqualTo(clock.now());
  }

  private static boolean isFor(Event signal, UUID process) {
    return signal.data().contains(process.toString());
  }

  private static Refusal refusal(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused<?>) outcome).refusal();
  }
}
