package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** How a lease changes: its range, its references, its origin, its end. */
class LeaseRulesTest extends Acceptance {

  @Test
  void wholeFileIsTheDefaultRange() {
    StoredFile file = scene.file();

    Answer lease = scene.process().asksForLease(file).is(201);

    assertThat(lease.number("offset")).isZero();
    assertThat(lease.number("length")).isEqualTo(END);
    assertThat(lease.flag("breakable")).isTrue();
    assertThat(lease.flag("released")).isFalse();
    assertThat(lease.text("origin")).isEqualTo("EXPLICIT");
    assertThat(lease.number("pins")).isZero();
    assertThat(lease.number("epoch")).isEqualTo(1);
  }

  @Test
  void confirmingChangesNothing() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file, "offset", 4 * K, "length", 8 * K, "breakable", false);
    long before = api.journalEnd();

    Answer again = p.asksForLease(file).is(200);

    assertThat(again.number("offset")).isEqualTo(4 * K);
    assertThat(again.number("length")).isEqualTo(8 * K);
    assertThat(again.flag("breakable")).isFalse();
    assertThat(again.number("epoch")).isEqualTo(1);
    assertThat(api.eventsAfter(before, "fileId=" + file.id() + "&type=lease.changed")).isEmpty();
  }

  @Test
  void newRangeReplacesTheOldAndOmittedFieldsKeepTheirValue() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file, "offset", 0, "length", 8 * K, "breakable", false);

    Answer changed = p.asksForLease(file, "offset", 16 * K, "length", 4 * K).is(200);

    assertThat(changed.id()).isEqualTo(p.lease());
    assertThat(changed.number("offset")).isEqualTo(16 * K);
    assertThat(changed.number("length")).isEqualTo(4 * K);
    assertThat(changed.flag("breakable")).isFalse();
    assertThat(changed.number("epoch")).isEqualTo(2);
    assertThat(p.asksForLease(file, "breakable", true).is(200).number("epoch")).isEqualTo(3);
    assertThat(file.events("lease.changed")).hasSize(2);
    assertThat(file.liveLeases().items()).hasSize(1);
  }

  @Test
  void newRangeMustCoverTheLivePinsOfTheOld() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 8 * K, 8 * K);

    p.asksForLease(file, "offset", 0, "length", 8 * K).refused(409, "EBUSY");
    p.asksForLease(file, "offset", 0, "length", 12 * K).refused(409, "EBUSY");

    assertThat(p.leaseNow().number("length")).isEqualTo(END);
    assertThat(p.leaseNow().number("epoch")).isEqualTo(1);
    p.asksForLease(file, "offset", 8 * K, "length", 8 * K).is(200);
    p.unpins();
    p.asksForLease(file, "offset", 0, "length", 4 * K).is(200);
  }

  @Test
  void shortPinsDoNotHoldTheRange() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file).pins(file, 8 * K, 4 * K, "term", "SHORT");

    assertThat(p.leaseNow().number("pins")).isZero();
    p.asksForLease(file, "offset", 0, "length", 4 * K).is(200);
  }

  @Test
  void askingAgainUndoesTheRelease() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    p.asksToReleaseLease().is(200);

    Answer again = p.asksForLease(file).is(200);

    assertThat(again.id()).isEqualTo(p.lease());
    assertThat(again.flag("released")).isFalse();
    p.unpins();
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
  }

  @Test
  void releasingTwiceWhilePinsKeepItIsRefused() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    p.asksToReleaseLease().is(200);

    p.asksToReleaseLease().refused(409, "EAGAIN");

    assertThat(p.leaseNow().number("pins")).isEqualTo(1);
  }

  @Test
  void releasedLeaseIsFinalAndANewOneCountsThePinsItCovers() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file);
    p.asksToReleaseLease().is(200);
    p.pins(file, 0, 4 * K).pins(file, 32 * K, 4 * K);

    Answer lease = p.asksForLease(file, "offset", 0, "length", 16 * K).is(201);

    assertThat(lease.id()).isNotEqualTo(p.lease());
    assertThat(lease.number("pins")).isEqualTo(1);
    assertThat(lease.number("epoch")).isEqualTo(1);
  }

  @Test
  void changeOverAClosedRangeIsRefusedButConfirmingIsFine() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file, "offset", 0, "length", 16 * K).pins(file, 0, 4 * K);
    file.punches(0, 4 * K).was(202, "BREAKING");

    assertThat(p.asksForLease(file).is(200).state()).isEqualTo("BREAKING");
    p.asksForLease(file, "offset", 0, "length", 32 * K).refusedAsClosed();
    p.asksForLease(file, "breakable", false).refusedAsClosed();
    assertThat(p.asksForLease(file, "offset", 0, "length", 16 * K).is(200).id())
        .isEqualTo(p.lease());
  }

  @Test
  void closedRangeMattersForTheOldRangeAsForTheNew() {
    StoredFile file = scene.file();
    Holder q = scene.process().leases(file, "offset", 0, "length", 4 * K);
    scene.process().pins(file, 32 * K, 4 * K);
    file.punches(32 * K, 4 * K).was(202, "BREAKING");

    q.asksForLease(file, "offset", 0, "length", 64 * K).refusedAsClosed();
    q.asksForLease(file, "offset", 0, "length", 8 * K).is(200);
    scene.process().asksForLease(file, "offset", 0, "length", 32 * K).is(201);
    scene.process().asksForLease(file, "offset", 35 * K, "length", 4 * K).refusedAsClosed();
  }

  @Test
  void implicitLeaseBecomesExplicitWhenAskedFor() {
    StoredFile file = scene.policy("unleasedPin", "IMPLICIT_LEASE").file();
    Holder p = scene.process().pins(file, 0, 4 * K);
    String implicit = p.pinNow().text("leaseId");

    Answer lease = p.asksForLease(file).is(200);

    assertThat(lease.id()).isEqualTo(implicit);
    assertThat(lease.text("origin")).isEqualTo("EXPLICIT");
    p.unpins();
    assertThat(api.get("/v1/leases/" + implicit).is(200).state()).isEqualTo("HELD");
    assertThat(api.delete("/v1/leases/" + implicit).is(200).state()).isEqualTo("RELEASED");
  }

  /** Nobody is killed who was told nothing. */
  @ParameterizedTest
  @CsvSource({"SIGKILL", "SIGBUS_THEN_SIGKILL"})
  void holderOfAnImplicitLeaseGetsSigbusBeforeItIsKilled(String escalation) {
    Object[] policy = {
      "unleasedPin", "IMPLICIT_LEASE", "leaseBreakTime", "PT0.1S", "escalation", escalation
    };
    StoredFile file = scene.policy(policy).file();
    Holder p = scene.process().pins(file, 0, 4 * K);

    file.truncates(0).was(202, "BREAKING");

    p.gets("SIGBUS", "SIGKILL");
  }

  /** Its DMA goes on, in pages that are no longer the file's. */
  @Test
  void detachedPinIsCountedWhicheverCameFirst() {
    StoredFile file = scene.file(64 * K, "PAGE_CACHE");
    Holder before = scene.process().leases(file).pins(file, 0, 4 * K);
    Holder after = scene.process().pins(file, 0, 4 * K);
    file.punches(0, 4 * K).was(201, "GRANTED").completes();

    after.leases(file);

    for (Holder each : List.of(before, after)) {
      assertThat(each.leaseNow().number("pins")).isEqualTo(1);
      assertThat(each.pinNow().text("leaseId")).isEqualTo(each.lease());
      assertThat(each.asksToReleaseLease().is(200).state()).isEqualTo("HELD");
      each.unpins();
      assertThat(each.leaseNow().state()).isEqualTo("RELEASED");
    }
  }

  @Test
  void implicitLeaseServesAllPinsAndGoesWithTheLast() {
    StoredFile file = scene.policy("unleasedPin", "IMPLICIT_LEASE").file();
    Holder p = scene.process().pins(file, 0, 4 * K);
    String first = p.pin();
    p.pins(file, 8 * K, 4 * K);

    List<JsonNode> leases = file.liveLeases().items();

    assertThat(leases).hasSize(1);
    assertThat(leases.getFirst().path("pins").asLong()).isEqualTo(2);
    p.unpins(first);
    assertThat(file.liveLeases().items()).hasSize(1);
    p.unpins();
    assertThat(file.liveLeases().items()).isEmpty();
  }

  @Test
  void narrowLeaseIsWidenedUnderImplicitLeaseAndKeepsItsOrigin() {
    StoredFile file = scene.policy("unleasedPin", "IMPLICIT_LEASE").file();
    Holder p = scene.process().leases(file, "offset", 0, "length", 8 * K);

    p.pins(file, 16 * K, 4 * K);

    assertThat(file.liveLeases().ids()).containsExactly(p.lease());
    Answer lease = p.leaseNow();
    assertThat(lease.text("origin")).isEqualTo("EXPLICIT");
    assertThat(lease.number("offset")).isZero();
    assertThat(lease.number("length")).isGreaterThanOrEqualTo(20 * K);
    assertThat(lease.number("pins")).isEqualTo(1);
    assertThat(lease.number("epoch")).isEqualTo(2);
    assertThat(p.pinNow().text("leaseId")).isEqualTo(p.lease());
    p.unpins();
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
  }

  @Test
  void breakableAndUnbreakableLeasesShareAFile() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file);
    Holder q = scene.process().leases(file, "breakable", false);
    Holder r = scene.process().leases(file, "breakable", false);

    assertThat(file.liveLeases().ids()).containsExactlyInAnyOrder(p.lease(), q.lease(), r.lease());
  }

  @Test
  void unbreakableLeaseProtectsOnlyWhatIsPinned() {
    StoredFile file = scene.file();
    scene.process().leases(file, "breakable", false).pins(file, 0, 4 * K);

    file.punches(8 * K, 4 * K).was(201, "GRANTED");
    file.asksToPunch(0, 4 * K).refused(409, "ETXTBSY");
    file.asksToPunch(0, 4 * K, "onConflict", "NOWAIT").refused(409, "ETXTBSY");
    file.asksToPunch(0, 4 * K, "onConflict", "FAIL").refused(409, "ETXTBSY");
  }

  @Test
  void unbreakableRefusalLeavesTheOtherHoldersAlone() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.process().leases(file, "breakable", false).pins(file, 0, 4 * K);

    Answer answer = file.asksToTruncate(0).refused(409, "ETXTBSY");

    assertThat(answer.list("blockers"))
        .extracting(blocker -> blocker.path("processId").asString())
        .contains(q.id());
    assertThat(file.events("signal")).isEmpty();
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
    scene.process().asksToPin(file, 0, 4 * K).is(201);
  }

  @Test
  void ownUnbreakableLeaseIsADeadlockEvenIfAnotherOneBlocksToo() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file, "breakable", false).pins(file, 0, 4 * K);
    scene.process().leases(file, "breakable", false).pins(file, 0, 4 * K);

    file.asksToTruncate(0, "requesterProcessId", p.id()).refused(409, "EDEADLK");
    file.asksToTruncate(0, "requesterProcessId", p.id(), "onConflict", "FAIL")
        .refused(409, "EDEADLK");
  }

  @Test
  void ownBreakableLeaseIsBrokenLikeAnyOther() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    Operation truncate = file.truncates(0, "requesterProcessId", p.id()).was(202, "BREAKING");

    assertThat(p.signalled()).containsExactly("SIGIO");
    p.unpins();
    truncate.becomes("GRANTED");
  }

  @Test
  void leaseOutsideTheRangeIsNotTold() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file, "offset", 0, "length", 4 * K);

    file.punches(8 * K, 4 * K).was(201, "GRANTED");

    assertThat(p.signalled()).isEmpty();
  }

  @Test
  void idleLeaseIsToldOncePerOperation() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file);

    file.punches(0, 4 * K).was(201, "GRANTED");
    file.punches(8 * K, 4 * K).was(201, "GRANTED");

    assertThat(p.signalled()).containsExactly("SIGIO", "SIGIO");
    assertThat(p.signals()).allMatch(signal -> signal.path("data").path("deadline").isNull());
  }

  @Test
  void releaseDuringABreakTakesEffectWithTheLastPin() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0).was(202, "BREAKING");

    assertThat(p.asksToReleaseLease().is(200).flag("released")).isTrue();
    truncate.isStill("BREAKING");

    p.unpins();
    truncate.becomes("GRANTED");
    assertThat(p.leaseNow().state()).isEqualTo("RELEASED");
  }

  @Test
  void takenAndReleasedEventsCountTheReferencesLeft() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    p.asksToReleaseLease().is(200);
    p.unpins();

    assertThat(file.events("lease.taken").getFirst().path("data").path("references").asLong())
        .isEqualTo(1);
    assertThat(file.events("lease.released").getLast().path("data").path("references").asLong())
        .isZero();
  }
}
