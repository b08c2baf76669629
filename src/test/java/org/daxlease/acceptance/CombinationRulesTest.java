package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rules that meet: several operations, holders, files and ends at once. */
class CombinationRulesTest extends Acceptance {

  @Test
  void breakOfACancelledOperationGoesOnOnlyForWhatIsStillWanted() {
    StoredFile file = scene.policy("leaseBreakTime", "PT3S", "killGrace", "PT0.1S").file();
    Holder p = scene.holder(file, 0, 4 * K);
    String unwanted = p.pin();
    String wanted = p.pins(file, 8 * K, 4 * K).pin();
    Operation all = file.truncates(0).was(202, "BREAKING");
    Operation part = file.punches(8 * K, 4 * K).was(202, "QUEUED");

    all.cancels();
    p.gets("SIGIO", "SIGBUS");

    assertThat(p.signals().get(1).at("/data/pins").valueStream().map(pin -> pin.path("id")))
        .extracting(JsonNode::asString)
        .containsExactly(wanted);
    p.unpins(wanted);
    part.becomes("GRANTED");
    scene.passes(p.signalledAt("SIGBUS").plusMillis(3100));
    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS");
    assertThat(api.get("/v1/pins/" + unwanted).is(200).state()).isEqualTo("PINNED");
  }

  @Test
  void leaseShowsTheOldestOperationThatStillWaits() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 8 * K).pins(file, 8 * K, 4 * K);
    Operation first = file.punches(0, 8 * K).was(202, "BREAKING");
    Operation second = file.punches(4 * K, 12 * K).was(202, "QUEUED");
    String deadline = first.requested().text("breaks.0.deadline");
    assertThat(p.leaseNow().text("break.operationId")).isEqualTo(first.id());
    assertThat(p.leaseNow().text("break.deadline")).isEqualTo(deadline);

    first.cancels();

    assertThat(p.leaseNow().text("break.operationId")).isEqualTo(second.id());
    second.isStill("BREAKING");
    assertThat(second.blockers()).contains(p.id());
  }

  @Test
  void leaseShowsTheEarliestDeadlineThoughAnotherOperationIsOlder() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K).pins(file, 8 * K, 4 * K);

    Operation first = file.punches(0, 4 * K, "leaseBreakTime", "PT2H").was(202, "BREAKING");
    Operation second = file.punches(8 * K, 4 * K).was(202, "BREAKING");

    assertThat(p.leaseNow().text("break.operationId")).isEqualTo(first.id());
    assertThat(p.leaseNow().text("break.deadline"))
        .isEqualTo(second.requested().text("breaks.0.deadline"));
  }

  /** It joined the break for a pin that is gone, and waits for another operation now. */
  @Test
  void leaseDoesNotNameWhoWantsNothingOfTheBreakAnyMore() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    String front = p.pin();
    p.pins(file, 8 * K, 4 * K);
    file.punches(4 * K, 4 * K).was(201, "GRANTED");
    Operation all = file.truncates(0).was(202, "QUEUED");
    Operation ahead = file.punches(0, 8 * K).was(202, "QUEUED");
    Operation behind = file.punches(8 * K, 4 * K).was(202, "QUEUED");

    all.cancels();
    assertThat(p.leaseNow().text("break.operationId")).isEqualTo(ahead.id());
    p.unpins(front);

    ahead.isStill("QUEUED");
    assertThat(p.leaseNow().text("break.operationId")).isEqualTo(behind.id());
  }

  @Test
  void newBreakAfterACancelledOneStartsAtSigioAgain() {
    StoredFile file = scene.policy("leaseBreakTime", "PT1S").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation first = file.truncates(0);
    p.gets("SIGIO", "SIGBUS");
    first.cancels();
    assertThat(p.leaseNow().state()).isEqualTo("BROKEN");
    assertThat(p.leases(file).leaseNow().number("pins")).isEqualTo(1);

    Operation second = file.truncates(0).was(202, "BREAKING");

    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS", "SIGIO");
    p.unpins();
    second.becomes("GRANTED");
    assertThat(second.outcome()).isEqualTo("UNPINNED");
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
  }

  @Test
  void oneFencedHolderAmongOthersLeavesTheGrantUnconfirmed() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.holder(file, 0, 4 * K);
    Operation first = file.truncates(0).was(202, "BREAKING");
    Operation second = file.truncates(0).was(202, "QUEUED");
    assertThat(first.now().lacks("confirmed")).isTrue();

    p.isFenced();
    q.unpins();

    first.becomes("GRANTED");
    assertThat(outcomes(first)).containsExactlyInAnyOrder("FENCED", "UNPINNED");
    assertThat(first.now().flag("confirmed")).isFalse();
    first.completes();
    second.becomes("GRANTED");
    assertThat(second.now().flag("confirmed")).isFalse();
  }

  @Test
  void exitAfterSigkillButBeforeTheFenceIsConfirmed() {
    StoredFile file = scene.policy("leaseBreakTime", "PT0.3S", "killGrace", "PT1H").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0);
    p.gets("SIGIO", "SIGBUS", "SIGKILL");
    assertThat(truncate.now().text("breaks.0.stage")).isEqualTo("SIGKILL");

    p.exits();

    truncate.becomes("GRANTED");
    assertThat(truncate.outcome()).isEqualTo("EXITED");
    assertThat(truncate.now().flag("confirmed")).isTrue();
    assertThat(p.now().state()).isEqualTo("EXITED");
  }

  /** Rule 12 before rule 19: the exit frees the range, but nobody is left who asked for it. */
  @Test
  void requesterThatIsTheHolderCancelsItsOperationByExiting() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation own = file.truncates(0, "requesterProcessId", p.id()).was(202, "BREAKING");
    Operation other = file.truncates(0).was(202, "QUEUED");

    p.exits();

    own.isStill("CANCELLED");
    assertThat(own.now().text("cancelReason")).isEqualTo("REQUESTER_GONE");
    other.isStill("GRANTED");
    file.asksToTruncate(0, "requesterProcessId", p.id()).refused(410, "ESRCH");
  }

  @Test
  void fencedRequesterLosesOnlyWhatStillWaits() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file, "offset", 0, "length", 4 * K).pins(file, 0, 4 * K);
    Holder requester = scene.process();
    Operation waiting = file.punches(0, 4 * K, "requesterProcessId", requester.id());
    Operation granted = file.punches(32 * K, 4 * K, "requesterProcessId", requester.id());

    requester.isFenced();

    waiting.was(202, "BREAKING").isStill("CANCELLED");
    granted.was(201, "GRANTED").isStill("GRANTED").completes();
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
  }

  @Test
  void unlinkCancelsWhatIsQueuedBehindIt() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation unlink = file.requests("UNLINK").was(202, "BREAKING");
    Operation behind = file.punches(0, 4 * K).was(202, "QUEUED");
    String mapping = p.mapping(file);
    p.unpins();
    long token = unlink.becomes("GRANTED").token();

    unlink.completes();

    file.isThere(false);
    assertThat(behind.now().state()).isEqualTo("CANCELLED");
    assertThat(behind.now().text("cancelReason")).isEqualTo("FILE_REMOVED");
    assertThat(p.leaseNow().state()).isEqualTo("RELEASED");
    assertThat(api.get("/v1/mappings/" + mapping).is(200).state()).isEqualTo("UNMAPPED");
    unlink.asksToComplete(token).is(200);
    file.asksToTruncate(0).refused(404, "ENOENT");
  }

  @Test
  void memoryOfAnUnlinkedPageCacheFileStaysPinned() {
    StoredFile file = scene.file(64 * K, "PAGE_CACHE");
    Holder p = scene.process().pins(file, 0, 4 * K);

    Operation unlink = file.requests("UNLINK", "autoComplete", true).was(201, "COMPLETED");

    file.isThere(false);
    assertThat(unlink.breaks()).isEmpty();
    assertThat(p.pinNow().state()).isEqualTo("PINNED");
    assertThat(p.pinNow().flag("detached")).isTrue();
    p.unpins();
  }

  @Test
  void rangeAndCaseAreThoseOfTheRequest() {
    StoredFile file = scene.file();
    Operation first = file.truncates(0).was(201, "GRANTED");
    Operation second = file.truncates(32 * K).was(202, "QUEUED");
    Operation third = file.truncates(96 * K).was(202, "QUEUED");
    assertThat(third.requested().number("affected.offset")).isEqualTo(64 * K);

    first.completes();
    assertThat(file.size()).isZero();
    second.becomes("GRANTED").completes();
    assertThat(second.now().number("affected.offset")).isEqualTo(32 * K);
    assertThat(file.size()).isEqualTo(32 * K);
    third.becomes("GRANTED").completes();

    assertThat(file.size()).isEqualTo(96 * K);
  }

  /**
   * As fallocate(2): what is collapsed ends before the end of file, what is inserted begins there.
   */
  @Test
  void shiftsBeyondTheEndOfFileAreRefused() {
    StoredFile file = scene.file();
    StoredFile huge = scene.file(1L << 62, "DAX");

    file.asks("COLLAPSE_RANGE", "offset", 56 * K, "length", 8 * K).refused(400, "EINVAL");
    file.asks("COLLAPSE_RANGE", "offset", 128 * K, "length", 4 * K).refused(400, "EINVAL");
    file.asks("INSERT_RANGE", "offset", 128 * K, "length", 4 * K).refused(400, "EINVAL");
    huge.asks("INSERT_RANGE", "offset", 0, "length", 1L << 62).refused(400, "EOVERFLOW");

    file.requests("COLLAPSE_RANGE", "offset", 52 * K, "length", 8 * K).was(201, "GRANTED");
  }

  @Test
  void operationsOnPageCacheDetachWhatIsPinnedAtTheirOwnGrant() {
    StoredFile file = scene.file(64 * K, "PAGE_CACHE");
    Holder p = scene.process().pins(file, 0, 4 * K);
    String early = p.pin();
    String late = p.pins(file, 32 * K, 4 * K).pin();
    Operation first = file.punches(0, 8 * K).was(201, "GRANTED");
    Operation second = file.punches(4 * K, 32 * K).was(202, "QUEUED");
    assertThat(detached(early)).isTrue();
    assertThat(detached(late)).isFalse();
    p.asksToPin(file, 20 * K, 4 * K).refusedAsClosed();

    first.completes();

    second.isStill("GRANTED");
    assertThat(detached(late)).isTrue();
    p.asksToPin(file, 0, 4 * K).is(201);
    assertThat(file.blockers(0, END).items()).isEmpty();
  }

  @Test
  void releaseUndoneDuringTheBreakKeepsTheLease() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    file.truncates(0).was(202, "BREAKING");
    Answer released = p.asksToReleaseLease().is(200);
    assertThat(released.state()).isEqualTo("BREAKING");
    assertThat(released.flag("released")).isTrue();

    assertThat(p.asksForLease(file).is(200).flag("released")).isFalse();
    p.unpins();

    assertThat(p.leaseNow().state()).isEqualTo("HELD");
  }

  @Test
  void implicitLeaseFollowsThePin() {
    StoredFile file = scene.policy("unleasedPin", "IMPLICIT_LEASE").file();
    Holder p = scene.process().pins(file, 0, 4 * K);
    String given = p.pinNow().text("leaseId");
    Holder q = scene.process();

    String taken = p.asksToTransfer(file, q).is(200).text("leaseId");

    assertThat(taken).isNotEqualTo(given);
    assertThat(api.get("/v1/leases/" + given).is(200).state()).isEqualTo("RELEASED");
    assertThat(api.get("/v1/leases/" + taken).is(200).text("origin")).isEqualTo("IMPLICIT");
    assertThat(api.get("/v1/leases/" + taken).is(200).text("processId")).isEqualTo(q.id());
    p.unpins();
    assertThat(api.get("/v1/leases/" + taken).is(200).state()).isEqualTo("RELEASED");
  }

  /** A lease over a closed range may not come about, not even as a by-product (I2). */
  @Test
  void implicitLeaseOnTheWholeFileWaitsForEveryClosedRange() {
    StoredFile file = scene.policy("unleasedPin", "IMPLICIT_LEASE").file();
    Holder p = scene.process().maps(file);
    Operation punch = file.punches(0, 4 * K).was(201, "GRANTED");

    p.asksToPin(file, 32 * K, 4 * K).refusedAsClosed();
    assertThat(file.liveLeases().items()).isEmpty();
    punch.completes();

    p.asksToPin(file, 32 * K, 4 * K).is(201);
  }

  @Test
  void requestThatNeverExpiresHasNoDeadline() {
    StoredFile file = scene.policy("leaseBreakTime", "PT10S").file();
    Holder p = scene.holder(file, 0, 4 * K);

    Operation truncate = file.truncates(0, "leaseBreakTime", "PT0S").was(202, "BREAKING");

    assertThat(truncate.requested().lacks("breaks.0.deadline")).isTrue();
    assertThat(truncate.requested().lacks("estimatedGrantBy")).isTrue();
    p.unpins();
    truncate.becomes("GRANTED");
  }

  @Test
  void waitThatEndedInAGrantDoesNotTimeOut() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0, "maxWait", "PT2S").was(202, "BREAKING");

    p.unpins();

    truncate.becomes("GRANTED");
    scene.passes(truncate.requested().time("requestedAt").plusSeconds(2));
    truncate.isStill("GRANTED");
  }

  @Test
  void expediteClimbsAsFarAsItIsToldAndNoFurther() {
    StoredFile file = scene.policy("leaseBreakTime", "PT1H", "killGrace", "PT1H").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0);
    String expedite = truncate.path() + "/expedite";

    api.post(expedite, "reason", "dead", "stage", "SIGKILL").is(200);
    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS", "SIGKILL");
    api.post(expedite, "reason", "dead", "stage", "SIGBUS").is(200);
    api.post(expedite, "reason", "dead").is(200);

    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS", "SIGKILL");
    assertThat(p.now().state()).isEqualTo("RUNNING");
    truncate.cancels();
    api.post(expedite, "reason", "dead").refused(409, "ESTALE");
  }

  @Test
  void aFileThatGrowsAndShrinksAtOnceRevivesNoMapping() {
    StoredFile file = scene.file(8 * K, "DAX");
    Holder p = scene.process().maps(file);
    Operation first = file.requests("EXTEND", "newSize", 9 * K).was(201, "GRANTED");
    Operation grows = file.requests("EXTEND", "newSize", 16 * K, "autoComplete", true);
    Operation shrinks = file.truncates(12 * K, "autoComplete", true).was(202, "QUEUED");

    first.cancels();

    grows.isStill("COMPLETED");
    shrinks.isStill("COMPLETED");
    file.requests("EXTEND", "newSize", 20 * K, "autoComplete", true).was(201, "COMPLETED");
    p.asksToPin(file, 8 * K, 4 * K).is(201);
    p.asksToPin(file, 12 * K, 4 * K).refused(422, "EFAULT");
  }

  @Test
  void aBrokenLeaseShowsHowFarItsLadderIs() {
    StoredFile file = fileWhoseHoldersAreKilledAtOnce();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0);
    p.gets("SIGIO", "SIGKILL");

    Answer lease = p.leaseNow();

    assertThat(lease.state()).isEqualTo("BROKEN");
    assertThat(lease.text("break.operationId")).isEqualTo(truncate.id());
    assertThat(lease.text("break.stage")).isEqualTo("SIGKILL");
    assertThat(lease.text("break.deadline")).isEqualTo(truncate.now().text("breaks.0.deadline"));
    p.exits();
    assertThat(p.leaseNow().lacks("break")).isTrue();
  }

  @Test
  void whoHasBeenKilledIsToldOfNoOtherKill() {
    StoredFile file = fileWhoseHoldersAreKilledAtOnce();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation first = file.truncates(0);
    p.gets("SIGIO", "SIGKILL");
    first.cancels();

    file.truncates(0);

    assertThat(p.signalled()).containsExactly("SIGIO", "SIGKILL", "SIGBUS");
    assertThat(p.signals().get(0).at("/data/next").asString()).isEqualTo("SIGKILL");
    assertThat(p.signals().get(2).at("/data/next").isNull()).isTrue();
  }

  @Test
  void thePinsOfOneBreakAreOneBlocker() {
    StoredFile file = fileWhoseHoldersAreKilledAtOnce();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation first = file.truncates(0);
    p.gets("SIGIO", "SIGKILL");
    first.cancels();
    p.pins(file, 4 * K, 4 * K);

    Operation second = file.truncates(0);

    assertThat(second.breaks()).hasSize(1);
    assertThat(second.now().list("blockers")).hasSize(1);
    assertThat(second.now().list("blockers.0.pins")).hasSize(2);
    assertThat(second.now().lacks("blockers.0.leaseId")).isTrue();
    assertThat(file.blockers(0, 64 * K).items()).hasSize(1);
  }

  @Test
  void whoeverAsksForAClosedRangeHearsOfTheLastToOpen() {
    StoredFile file = scene.policy("coolDown", "PT1H").file();
    Holder p = scene.holder(file, 8 * K, 4 * K);
    file.punches(0, 4 * K).was(201, "GRANTED");
    file.asksToPunch(4 * K, 12 * K, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");
    p.unpins();

    Answer closed = p.asksToPin(file, 0, 16 * K).refused(409, "EAGAIN");

    assertThat(Long.parseLong(closed.header("Retry-After"))).isGreaterThan(3000);
  }

  @Test
  void aRefusedRequestShowsWhoIsStillInItsWay() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    String refused =
        file.asksToPunch(0, 4 * K, "onConflict", "NOWAIT")
            .refused(409, "EWOULDBLOCK")
            .text("operationId");

    assertThat(api.get("/v1/operations/" + refused).is(200).text("blockers.0.processId"))
        .isEqualTo(p.id());
    assertThat(
            api.get("/v1/operations?state=REFUSED&fileId=" + file.id())
                .is(200)
                .text("items.0.blockers.0.processId"))
        .isEqualTo(p.id());
    p.unpins();
    assertThat(api.get("/v1/operations/" + refused).is(200).list("blockers")).isEmpty();
  }

  /** And not written off for long. */
  private StoredFile fileWhoseHoldersAreKilledAtOnce() {
    return scene
        .policy("leaseBreakTime", "PT0.1S", "escalation", "SIGKILL", "killGrace", "PT1H")
        .file();
  }

  private boolean detached(String pin) {
    return api.get("/v1/pins/" + pin).is(200).flag("detached");
  }

  private static List<String> outcomes(Operation operation) {
    Stream<JsonNode> breaks = operation.breaks().stream();
    return breaks.map(ended -> ended.path("outcome").asString("")).toList();
  }
}
