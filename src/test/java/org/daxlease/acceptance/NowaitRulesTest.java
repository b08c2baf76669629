package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a refused NOWAIT leaves behind, for itself and for whoever comes after it. */
class NowaitRulesTest extends Acceptance {

  @Test
  void waiterJoinsTheBreakAndTakesItToTheEnd() {
    StoredFile file = scene.policy("leaseBreakTime", "PT3S", "killGrace", "PT0.1S").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Answer refused = file.asksToTruncate(0, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");
    assertThat(refused.text("blockers.0.processId")).isEqualTo(p.id());

    Operation waiting = file.truncates(0).was(202, "BREAKING");

    Instant deadline = Instant.parse(p.signals().getFirst().at("/data/deadline").asString());
    assertThat(waiting.requested().time("breaks.0.deadline")).isEqualTo(deadline);
    waiting.becomes("GRANTED");
    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS", "SIGKILL");
    assertThat(waiting.now().flag("confirmed")).isFalse();
  }

  /** The ladder stopped, so there is no deadline to be late for: the waiter starts a new period. */
  @Test
  void waiterSetsAStoppedLadderGoingAgain() {
    Duration breakTime = Duration.ofMillis(500);
    StoredFile file = scene.policy("leaseBreakTime", "PT0.5S", "killGrace", "PT0.1S").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Answer refused = file.asksToTruncate(0, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");
    p.gets("SIGIO", "SIGBUS");
    scene.passes(p.signalledAt("SIGBUS").plus(breakTime));
    Answer owner = api.get("/v1/operations/" + refused.text("operationId")).is(200);
    assertThat(owner.state()).isEqualTo("REFUSED");
    assertThat(owner.lacks("breaks.0.deadline")).isTrue();

    Operation waiting = file.truncates(0).was(202, "BREAKING").becomes("GRANTED");

    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS", "SIGKILL");
    assertThat(p.signalledAt("SIGKILL"))
        .isAfterOrEqualTo(waiting.requested().time("requestedAt").plus(breakTime));
  }

  @Test
  void askingAgainMeanwhileSignalsNobodyTwice() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.process().leases(file);

    for (int i = 0; i < 3; i++) {
      file.asksToPunch(0, 4 * K, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");
    }
    assertThat(p.signalled()).containsExactly("SIGIO");
    assertThat(q.signalled()).containsExactly("SIGIO");

    // Another that waits is another operation: who holds a lease hears of it (rule 13).
    file.punches(0, 4 * K).was(202, "BREAKING");
    assertThat(p.signalled()).containsExactly("SIGIO");
    assertThat(q.signalled()).containsExactly("SIGIO", "SIGIO");
  }

  @Test
  void leaseNamesWhoWaitsBeforeWhoWasRefused() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    String refused =
        file.asksToTruncate(0, "onConflict", "NOWAIT")
            .refused(409, "EWOULDBLOCK")
            .text("operationId");
    assertThat(p.leaseNow().text("break.operationId")).isEqualTo(refused);

    Operation waiting = file.truncates(0).was(202, "BREAKING");

    assertThat(p.leaseNow().text("break.operationId")).isEqualTo(waiting.id());
  }

  @Test
  void retryDuringTheCoolDownIsGrantedWhilePinsStillWait() {
    StoredFile file = scene.policy("coolDown", "PT1H").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.process();
    file.asksToPunch(0, 4 * K, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");
    p.unpins();

    Answer closed = q.asksToPin(file, 0, 4 * K).refusedAsClosed();
    assertThat(Long.parseLong(closed.header("Retry-After"))).isBetween(3000L, 3600L);
    q.asksForLease(file, "offset", 0, "length", 4 * K).refusedAsClosed();
    q.asksToPin(file, 8 * K, 4 * K).is(201);

    Operation.of(api, file.asksToPunch(0, 4 * K, "onConflict", "NOWAIT")).was(201, "GRANTED");
  }

  @Test
  void rangeBesideTheRefusedOneStaysOpen() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K).pins(file, 8 * K, 4 * K);

    file.asksToPunch(0, 4 * K, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");

    assertThat(p.signals().getFirst().at("/data/pins").size()).isEqualTo(1);
    for (Holder each : List.of(p, scene.process())) {
      each.asksToPin(file, 8 * K, 4 * K).is(201);
      each.asksToPin(file, 0, 4 * K).refusedAsClosed();
    }
  }

  @Test
  void refusalForAnOperationAloneStartsNothingAndCoolsNothing() {
    StoredFile file = scene.policy("coolDown", "PT1H").file();
    Holder q = scene.process();
    Operation first = file.punches(0, 4 * K).was(201, "GRANTED");

    file.asksToPunch(0, 4 * K, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");
    first.completes();

    q.asksToPin(file, 0, 4 * K).is(201);
  }

  @Test
  void holdersAndAnOperationInTheWayStartTheBreak() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file, "offset", 4 * K, "length", 4 * K);
    p.pins(file, 4 * K, 4 * K);
    file.punches(0, 4 * K).was(201, "GRANTED");

    file.asksToPunch(0, 8 * K, "onConflict", "FAIL").refused(409, "ETXTBSY");
    assertThat(p.signalled()).isEmpty();
    file.asksToPunch(0, 8 * K, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");

    assertThat(p.signalled()).containsExactly("SIGIO");
  }

  @Test
  void refusedOperationIsOver() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4 * K);
    String id =
        file.asksToTruncate(0, "onConflict", "NOWAIT")
            .refused(409, "EWOULDBLOCK")
            .text("operationId");

    api.delete("/v1/operations/" + id).refused(409, "ESTALE");
    api.post("/v1/operations/" + id + "/complete", "token", 1).refused(409, "ESTALE");

    assertThat(api.get("/v1/operations/" + id).is(200).text("code")).isEqualTo("EWOULDBLOCK");
    assertThat(file.liveOperations().items()).isEmpty();
  }
}
