package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A40 to A58: easy and hard operations, conflicts, breaks and their end. */
class OperationScenariosTest extends Acceptance {

  @Test
  void a40TruncateBreaksLeaseAndIsGrantedAfterUnpin() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    Operation truncate = file.truncates(0).was(202, "BREAKING");

    assertThat(truncate.requested().header("Location")).endsWith(truncate.path());
    assertThat(p.signalled()).containsExactly("SIGIO");
    JsonNode signal = p.signals().getFirst().path("data");
    assertThat(signal.path("deadline").asString()).isEqualTo(p.leaseNow().text("break.deadline"));
    assertThat(signal.path("pins").valueStream().map(pin -> pin.path("id").asString()))
        .containsExactly(p.pin());
    assertThat(signal.path("operationId").asString()).isEqualTo(truncate.id());
    assertThat(p.leaseNow().state()).isEqualTo("BREAKING");
    assertThat(p.leaseNow().text("break.operationId")).isEqualTo(truncate.id());
    assertThat(truncate.blockers()).containsExactly(p.id());

    p.unpins();
    truncate.becomes("GRANTED");
    long token = truncate.token();
    assertThat(truncate.outcome()).isEqualTo("UNPINNED");
    assertThat(truncate.now().flag("confirmed")).isTrue();
    assertThat(p.leaseNow().state()).isEqualTo("HELD");

    assertThat(truncate.asksToComplete(token).is(200).state()).isEqualTo("COMPLETED");
    assertThat(file.size()).isZero();
    assertThat(file.generation()).isEqualTo(token);
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
    assertThat(p.signalled()).containsExactly("SIGIO");
  }

  @Test
  void a41EasyOperationsDisturbNobody() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    file.requests("READ", "offset", 0, "length", 4 * K).was(201, "GRANTED").completes();
    file.requests("WRITE", "offset", 0, "length", 4 * K).was(201, "GRANTED").completes();
    file.requests("EXTEND", "newSize", 128 * K).was(201, "GRANTED").completes();
    file.truncates(256 * K).was(201, "GRANTED").completes();

    assertThat(file.size()).isEqualTo(256 * K);
    assertThat(p.signalled()).isEmpty();
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
  }

  @Test
  void a42PunchBesideThePinIsGrantedAtOnce() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    file.punches(8 * K, 4 * K).was(201, "GRANTED");

    assertThat(p.pinNow().state()).isEqualTo("PINNED");
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
    assertThat(p.signalled()).containsExactly("SIGIO");
    assertThat(p.signals()).allMatch(signal -> signal.path("data").path("deadline").isNull());
  }

  @Test
  void a43EveryHolderMustUnpin() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.holder(file, 0, 4 * K);

    Operation truncate = file.truncates(0).was(202, "BREAKING");

    assertThat(p.signalled()).containsExactly("SIGIO");
    assertThat(q.signalled()).containsExactly("SIGIO");
    p.unpins();
    truncate.isStill("BREAKING");
    q.unpins();
    truncate.becomes("GRANTED");
  }

  @Test
  void a44UnleasedPinGetsSigbusAtOnce() {
    StoredFile file = scene.file();
    Holder p = scene.process().pins(file, 0, 4 * K);

    Operation truncate = file.truncates(0).was(202, "BREAKING");

    assertThat(p.signalled()).containsExactly("SIGBUS");
    p.unpins();
    truncate.becomes("GRANTED");
    assertThat(p.signalled()).containsExactly("SIGBUS");
  }

  @Test
  void a45LeaseWithoutPinsIsOnlyTold() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file);

    file.truncates(0).was(201, "GRANTED");

    assertThat(p.signalled()).containsExactly("SIGIO");
    assertThat(p.signals().getFirst().path("data").path("deadline").isNull()).isTrue();
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
  }

  @Test
  void noticeIsToldToWhoPolls() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file);
    file.truncates(0).was(201, "GRANTED");

    List<JsonNode> told = p.beats().is(200).list("signals");

    assertThat(told).isEqualTo(p.signals());
    String id = told.getFirst().path("id").asString();
    assertThat(p.beats(id).is(200).list("signals")).isEmpty();
  }

  @Test
  void a46NowaitStartsTheBreakAndARetryFindsTheRangeFree() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    Answer first = file.asksToTruncate(0, "onConflict", "NOWAIT");

    first.refused(409, "EWOULDBLOCK");
    assertThat(p.signalled()).containsExactly("SIGIO");
    assertThat(api.get("/v1/operations/" + first.text("operationId")).is(200).state())
        .isEqualTo("REFUSED");
    p.unpins();
    file.truncates(0, "onConflict", "NOWAIT").was(201, "GRANTED");
    assertThat(p.signals().stream().filter(s -> s.path("data").path("deadline").isString()))
        .hasSize(1);
  }

  @Test
  void a47FailTellsWhoBlocksAndDisturbsNobody() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    Answer answer = file.asksToTruncate(0, "onConflict", "FAIL").refused(409, "ETXTBSY");

    assertThat(answer.list("blockers")).hasSize(1);
    assertThat(answer.text("blockers.0.processId")).isEqualTo(p.id());
    assertThat(answer.text("blockers.0.pins.0.id")).isEqualTo(p.pin());
    assertThat(p.signalled()).isEmpty();
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
    p.asksToPin(file, 0, 4 * K).is(201);
  }

  @Test
  void a48UnbreakableLeaseRefusesAtOnce() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file, "breakable", false).pins(file, 0, 4 * K);
    Holder q = scene.process();

    Answer other = file.asksToTruncate(0, "requesterProcessId", q.id());
    Answer own = file.asksToTruncate(0, "requesterProcessId", p.id());

    other.refused(409, "ETXTBSY");
    own.refused(409, "EDEADLK");
    assertThat(file.events("signal")).isEmpty();
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
  }

  @Test
  void a49SecondTruncateJoinsTheRunningBreak() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation first = file.truncates(0, "requester", "one").was(202, "BREAKING");
    String deadline = p.leaseNow().text("break.deadline");

    Operation second = file.truncates(0, "requester", "two").was(202, "QUEUED");

    assertThat(p.signalled()).containsExactly("SIGIO");
    assertThat(p.leaseNow().text("break.deadline")).isEqualTo(deadline);
    assertThat(second.breaks().getFirst().path("deadline").asString()).isEqualTo(deadline);
    p.unpins();
    first.becomes("GRANTED");
    second.isStill("QUEUED");
    first.completes();
    second.becomes("GRANTED");
    assertThat(second.token()).isGreaterThan(first.token());
  }

  @Test
  void a50RangeIsClosedWhileTheBreakIsPending() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4 * K);
    file.punches(0, 4 * K).was(202, "BREAKING");
    Holder q = scene.process();

    q.asksForLease(file).refusedAsClosed();
    q.asksToPin(file, 0, 4 * K).refusedAsClosed();
    q.asksToPin(file, 8 * K, 4 * K).is(201);
  }

  @Test
  void a51CancelReopensTheRangeAndEndsTheBreak() {
    StoredFile file = scene.policy("leaseBreakTime", "PT3S").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.process();
    Operation truncate = file.truncates(0).was(202, "BREAKING");

    truncate.cancels().isStill("CANCELLED");

    q.asksToPin(file, 0, 4 * K).is(201);
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
    scene.passes(p.signalledAt("SIGIO").plus(Duration.ofSeconds(3)));
    assertThat(p.signalled()).containsExactly("SIGIO");
    assertThat(truncate.outcome()).isEqualTo("CANCELLED");
  }

  @Test
  void a52PageCachePinsAreDetachedOrBounced() {
    StoredFile file = scene.file(64 * K, "PAGE_CACHE");
    Holder p = scene.process().pins(file, 0, 4 * K);
    String kept = p.pin();
    p.pins(file, 8 * K, 4 * K);

    file.truncates(4 * K).was(201, "GRANTED");
    Operation writeback = file.requests("WRITEBACK").was(201, "GRANTED");

    assertThat(p.pinNow().flag("detached")).isTrue();
    assertThat(p.pinNow().state()).isEqualTo("PINNED");
    assertThat(api.get("/v1/pins/" + kept).is(200).flag("detached")).isFalse();
    List<JsonNode> bounce = writeback.requested().list("bounce");
    assertThat(bounce).hasSize(1);
    assertThat(bounce.getFirst().path("pinId").asString()).isEqualTo(kept);
    assertThat(bounce.getFirst().path("offset").asLong()).isZero();
    assertThat(bounce.getFirst().path("length").asLong()).isEqualTo(4 * K);
    assertThat(p.signalled()).isEmpty();
  }

  @Test
  void a53ShortPinIsWaitedForWithoutASignal() {
    StoredFile file = scene.file();
    Holder p = scene.process().pins(file, 0, 4 * K, "term", "SHORT");

    Operation failing = file.truncates(0, "onConflict", "FAIL").was(202, "BREAKING");
    failing.cancels();
    Operation waiting = file.truncates(0, "onConflict", "WAIT").was(202, "BREAKING");

    assertThat(p.signalled()).isEmpty();
    p.unpins();
    waiting.becomes("GRANTED");
    assertThat(p.signalled()).isEmpty();
  }

  @Test
  void a54DryRunTellsAndChangesNothing() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    long before = api.journalEnd();

    Answer dryRun = file.asksToTruncate(0, "dryRun", true).is(200);

    assertThat(dryRun.list("blockers")).hasSize(1);
    assertThat(dryRun.text("blockers.0.processId")).isEqualTo(p.id());
    // SIGIO, 45 s, SIGBUS, 45 s, SIGKILL, 10 s, fenced.
    assertThat(dryRun.duration("worstCaseWait")).isEqualTo(Duration.ofSeconds(100));
    assertThat(api.askedForSince(before)).isEmpty();
    assertThat(p.signalled()).isEmpty();
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
    assertThat(file.liveOperations().items()).isEmpty();
  }

  @Test
  void a55PinBeyondTheNewEndNeedsANewMapping() {
    StoredFile file = scene.file();
    Holder p = scene.process().maps(file);
    file.truncates(16 * K).was(201, "GRANTED").completes();

    p.asksToPin(file, 32 * K, 4 * K).refused(422, "EFAULT");
    p.asksToPin(file, 0, 4 * K).is(201);
    file.requests("EXTEND", "newSize", 64 * K).was(201, "GRANTED").completes();
    p.asksToPin(file, 32 * K, 4 * K).refused(422, "EFAULT");

    p.maps(file).asksToPin(file, 32 * K, 4 * K).is(201);
  }

  @Test
  void a56PunchedRangeCanBePinnedThroughTheOldMapping() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation punch = file.punches(0, 4 * K).was(202, "BREAKING");
    p.unpins();
    punch.becomes("GRANTED").completes();

    Answer again = p.asksToPin(file, 0, 4 * K);

    again.is(201);
  }

  @Test
  void a57OverlappingOperationsKeepTheirOrder() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    Operation a = file.punches(0, 8 * K).was(202, "BREAKING");
    Operation b = file.punches(4 * K, 12 * K).was(202, "QUEUED");
    Operation c = file.punches(12 * K, 8 * K).was(202, "QUEUED");

    p.unpins();
    a.becomes("GRANTED");
    b.isStill("QUEUED");
    c.isStill("QUEUED");
    a.completes();
    b.becomes("GRANTED");
    c.isStill("QUEUED");
    b.completes();
    c.becomes("GRANTED");
  }

  @Test
  void a58BreakRunsAsLongAsOneOperationWaitsForIt() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation first = file.truncates(0);
    Operation second = file.truncates(0);
    String deadline = p.leaseNow().text("break.deadline");

    first.cancels();
    second.becomes("BREAKING");
    assertThat(p.leaseNow().state()).isEqualTo("BREAKING");
    assertThat(p.leaseNow().text("break.operationId")).isEqualTo(second.id());
    assertThat(p.leaseNow().text("break.deadline")).isEqualTo(deadline);
    assertThat(second.outcome()).isEmpty();

    second.cancels();
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
    assertThat(p.leaseNow().lacks("break")).isTrue();
    assertThat(second.outcome()).isEqualTo("CANCELLED");
    assertThat(p.signalled()).containsExactly("SIGIO");
  }
}
