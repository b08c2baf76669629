package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What happens by itself when time goes by, beyond the plain ladder. */
class TimeRulesTest extends Acceptance {
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void unleasedHolderStartsAtSigbus() {
    StoredFile file = scene.policy("leaseBreakTime", "PT0.3S", "killGrace", "PT0.1S").file();
    Holder p = scene.process().pins(file, 0, 4 * K);

    Operation truncate = file.truncates(0).becomes("GRANTED");

    assertThat(p.signalled()).containsExactly("SIGBUS", "SIGKILL");
    assertThat(p.signalledAt("SIGKILL")).isAfterOrEqualTo(p.signalledAt("SIGBUS").plus(SHORT));
    assertThat(truncate.outcome()).isEqualTo("FENCED");
  }

  /** The first step for an unleased pin is always SIGBUS; the escalation governs what follows. */
  @ParameterizedTest
  @CsvSource({"SIGBUS_THEN_SIGKILL,SIGKILL", "SIGKILL,SIGKILL", "SIGBUS_ONLY,SIGBUS"})
  void escalationOfAnUnleasedPinFollowsItsSigbus(String escalation, String second) {
    StoredFile file =
        scene
            .policy("leaseBreakTime", "PT0.3S", "escalation", escalation, "killGrace", "PT60S")
            .file();
    Holder p = scene.process().pins(file, 0, 4 * K);

    file.truncates(0);

    await().until(() -> p.signalled().size() >= 2);
    assertThat(p.signalled()).startsWith("SIGBUS", second);
    assertThat(Coordinator.time(p.signals().get(1)))
        .isAfterOrEqualTo(p.signalledAt("SIGBUS").plus(SHORT));
  }

  @Test
  void implicitLeaseGetsNoSigioButSigbusAtTheDeadline() {
    StoredFile file =
        scene
            .policy(
                "leaseBreakTime", "PT0.5S", "unleasedPin", "IMPLICIT_LEASE", "killGrace", "PT60S")
            .file();
    Holder p = scene.process().pins(file, 0, 4 * K);

    Operation truncate = file.truncates(0).was(202, "BREAKING");

    Instant deadline = truncate.requested().time("breaks.0.deadline");
    await().until(() -> !p.signalled().isEmpty());
    assertThat(p.signalled().getFirst()).isEqualTo("SIGBUS");
    assertThat(p.signalledAt("SIGBUS")).isAfterOrEqualTo(deadline);
    assertThat(p.signalled()).doesNotContain("SIGIO");
  }

  @Test
  void shortPinThatOverstaysIsTreatedAsUnleased() {
    StoredFile file = scene.policy("leaseBreakTime", "PT0.5S", "killGrace", "PT0.1S").file();
    Holder p = scene.process().pins(file, 0, 4 * K, "term", "SHORT");

    Operation truncate = file.truncates(0).was(202, "BREAKING");

    Instant requested = truncate.requested().time("requestedAt");
    truncate.becomes("GRANTED");
    assertThat(p.signalled()).containsExactly("SIGBUS", "SIGKILL");
    assertThat(p.signalledAt("SIGBUS")).isAfterOrEqualTo(requested.plusMillis(500));
    assertThat(truncate.outcome()).isEqualTo("FENCED");
  }

  @Test
  void nowaitLadderStopsAfterSigbus() {
    StoredFile file = scene.policy("leaseBreakTime", "PT0.3S", "killGrace", "PT0.1S").file();
    Holder p = scene.holder(file, 0, 4 * K);

    file.asksToTruncate(0, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");

    p.gets("SIGIO", "SIGBUS");
    scene.passes(p.signalledAt("SIGBUS").plusMillis(900));
    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS");
    assertThat(p.now().state()).isEqualTo("RUNNING");
  }

  @Test
  void nowaitRangeStaysClosedForTheCoolDown() {
    Duration coolDown = Duration.ofSeconds(4);
    StoredFile file = scene.policy("coolDown", "PT4S").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.process().maps(file);
    file.asksToTruncate(0, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");
    p.unpins();

    q.asksToPin(file, 0, 4 * K).refusedAsClosed();
    Answer pinned =
        await().until(() -> q.asksToPin(file, 0, 4 * K), answer -> answer.status() != 409);

    pinned.is(201);
    Instant freed = Coordinator.time(file.events("pin.unpinned").getFirst());
    assertThat(pinned.time("pinnedAt")).isAfterOrEqualTo(freed.plus(coolDown));
  }

  @Test
  void waitingIsBoundedByMaxWait() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    Operation truncate = file.truncates(0, "maxWait", "PT0.5S").was(202, "BREAKING");
    Instant end = truncate.requested().time("requestedAt").plusMillis(500);
    assertThat(truncate.requested().time("waitUntil")).isEqualTo(end);

    truncate.becomes("CANCELLED");
    assertThat(truncate.now().text("cancelReason")).isEqualTo("TIMEOUT");
    assertThat(truncate.now().time("endedAt")).isAfterOrEqualTo(end);
    assertThat(truncate.now().lacks("waitUntil")).isTrue();
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
    assertThat(truncate.outcome()).isEqualTo("CANCELLED");
    scene.process().asksToPin(file, 0, 4 * K).is(201);
  }

  @Test
  void maxWaitOfThePolicyCountsForQueuedOperationsToo() {
    StoredFile file = scene.policy("maxWait", "PT0.5S").file();
    file.truncates(0).was(201, "GRANTED");

    Operation second = file.truncates(0).was(202, "QUEUED");

    second.becomes("CANCELLED");
    assertThat(second.now().text("cancelReason")).isEqualTo("TIMEOUT");
  }

  @Test
  void ladderGoesOnForTheRemainingOperationAndBrokenStaysBroken() {
    StoredFile file = scene.policy("leaseBreakTime", "PT4S").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation first = file.truncates(0);
    Operation second = file.truncates(0);
    Instant deadline = p.leaseNow().time("break.deadline");
    first.cancels();

    p.gets("SIGIO", "SIGBUS");
    second.cancels();

    assertThat(p.signalledAt("SIGBUS")).isAfterOrEqualTo(deadline);
    assertThat(p.leaseNow().state()).isEqualTo("BROKEN");
    assertThat(second.outcome()).isEqualTo("CANCELLED");
    scene.passes(p.signalledAt("SIGBUS").plusSeconds(4));
    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS");
  }

  @Test
  void brokenLeaseIsFinalAndANewOneCanBeTakenAfterwards() {
    StoredFile file = scene.policy("leaseBreakTime", "PT1H").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation punch = file.punches(0, 4 * K);
    api.post(punch.path() + "/expedite", "reason", "slow").is(200);
    p.gets("SIGIO", "SIGBUS");

    p.asksForLease(file).refusedAsClosed();
    p.unpins();
    punch.becomes("GRANTED").completes();

    Answer again = p.asksForLease(file).is(201);
    assertThat(again.id()).isNotEqualTo(p.lease());
    p.asksToPin(file, 0, 4 * K).is(201);
  }

  @Test
  void processIsKilledOnceHoweverManyFilesWait() {
    StoredFile one = scene.policy("leaseBreakTime", "PT0.3S", "killGrace", "PT0.5S").file();
    StoredFile two = scene.file();
    Holder p = scene.holder(one, 0, 4 * K).leases(two).pins(two, 0, 4 * K);
    Operation first = one.truncates(0);
    Operation second = two.truncates(0);

    first.becomes("GRANTED");
    second.becomes("GRANTED");

    assertThat(p.signalled().stream().filter("SIGKILL"::equals)).hasSize(1);
    assertThat(first.outcome()).isEqualTo("FENCED");
    assertThat(second.outcome()).isEqualTo("FENCED");
    assertThat(p.pinNow().state()).isEqualTo("REVOKED");
  }

  /** Subscribers forget a file when they hear that it is gone. */
  @Test
  void nothingIsSaidOfAFileThatIsGone() {
    StoredFile file = scene.policy("grantTtl", "PT0.2S", "lockDelay", "PT3S").file();
    Operation punch = file.punches(0, 4 * K).becomes("EXPIRED");
    api.delete(file.path()).is(204);

    await().until(() -> punch.now().lacks("reopensAt"));

    assertThat(Coordinator.type(api.events("fileId=" + file.id()).getLast()))
        .isEqualTo("file.removed");
  }

  @Test
  void renewedGrantOutlivesItsFirstEnd() {
    StoredFile file = scene.policy("grantTtl", "PT2S", "lockDelay", "PT0S").file();
    Operation truncate = file.truncates(0);
    Instant end = truncate.requested().time("grantExpiresAt");
    Instant later = truncate.asksToRenew(truncate.token()).is(200).time("grantExpiresAt");
    assertThat(later).isAfter(end);

    truncate.becomes("EXPIRED");

    assertThat(Coordinator.time(file.events("operation.expired").getFirst()))
        .isAfterOrEqualTo(later);
    assertThat(file.events("operation.renewed")).hasSize(1);
  }

  @Test
  void missedHeartbeatOnlyMarksTheProcess() {
    StoredFile file = scene.file();
    Holder p = scene.process("heartbeatTtl", "PT0.5S").leases(file).pins(file, 0, 4 * K);

    await().until(() -> p.now().flag("lapsed"));

    assertThat(api.events("type=process.lapsed&processId=" + p.id())).hasSize(1);
    assertThat(p.now().state()).isEqualTo("RUNNING");
    assertThat(p.pinNow().state()).isEqualTo("PINNED");
    file.truncates(0).was(202, "BREAKING");
    assertThat(p.signalled()).containsExactly("SIGIO");
    p.beats().is(200);
    assertThat(p.now().flag("lapsed")).isFalse();
  }

  @Test
  void lapsedHolderIsFencedAtOnceWherePolicySaysSo() {
    StoredFile file = scene.policy("lapsedHolder", "FENCE").file();
    Holder p = scene.process("heartbeatTtl", "PT0.3S").leases(file).pins(file, 0, 4 * K);
    await().until(() -> p.now().flag("lapsed"));
    assertThat(p.pinNow().state()).isEqualTo("PINNED");

    Operation truncate = file.truncates(0).becomes("GRANTED");

    assertThat(p.now().state()).isEqualTo("KILLED");
    assertThat(truncate.outcome()).isEqualTo("FENCED");
    assertThat(truncate.now().flag("confirmed")).isFalse();
    assertThat(p.signalled()).doesNotContain("SIGIO", "SIGBUS");
  }

  @Test
  void expediteMovesTheDeadlineAndIsJournalled() {
    StoredFile file = scene.policy("leaseBreakTime", "PT1H").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0).was(202, "BREAKING");
    long before = api.journalEnd();

    api.post(truncate.path() + "/expedite", "reason", "the holder is known dead").is(200);

    p.gets("SIGIO", "SIGBUS");
    JsonNode entry = api.eventsAfter(before, "fileId=" + file.id()).getFirst();
    assertThat(Coordinator.type(entry)).isEqualTo("operation.expedited");
    assertThat(entry.path("data").path("reason").asString()).isEqualTo("the holder is known dead");
    truncate.isStill("BREAKING");
  }

  /** An expired grant keeps its range closed for the lock delay, but holds up no operation. */
  @Test
  void nextOperationIsGrantedAtTheExpiryOfTheOneBefore() {
    StoredFile file = scene.policy("grantTtl", "PT3S", "lockDelay", "PT1H").file();
    Holder q = scene.process().maps(file);
    Operation first = file.punches(0, 8 * K);
    Instant end = first.requested().time("grantExpiresAt");
    Operation second = file.punches(0, 8 * K, "maxWait", "PT1H").was(202, "QUEUED");
    // The second grant is to last as long as the test needs it.
    scene.policy("grantTtl", "PT1H", "lockDelay", "PT1H");

    first.becomes("EXPIRED");
    assertThat(first.now().time("reopensAt"))
        .isEqualTo(first.now().time("endedAt").plus(Duration.ofHours(1)));

    second.isStill("GRANTED");
    assertThat(second.now().time("grantedAt"))
        .isAfterOrEqualTo(end)
        .isEqualTo(first.now().time("endedAt"));
    second.completes();
    q.asksToPin(file, 0, 4 * K).refusedAsClosed();
    q.asksForLease(file).refusedAsClosed();
  }
}
