package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.extend;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Asked.truncate;
import static org.daxlease.protocol.Scene.GRANT_TTL;
import static org.daxlease.protocol.Scene.LOCK_DELAY;
import static org.daxlease.protocol.Scene.PAGE;
import static org.daxlease.protocol.Scene.SIZE;
import static org.daxlease.protocol.Scene.accepted;
import static org.daxlease.protocol.Scene.code;
import static org.daxlease.protocol.Scene.pages;
import static org.daxlease.protocol.Scene.refused;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.Change.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules 10 to 12: the FIFO of a range, grants and tokens, completion, expiry, cancelling. */
class OperationRulesTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Scene scene = Scene.dax();
  private final UUID p = scene.process();
  private final UUID q = scene.process();

  // Rule 10

  @Test
  void fromRequestUntilCompletionTheRangeIsClosed() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    UUID operation = scene.asked(punch(pages(0, 2)));
    assertThat(code(scene.pin(q, pages(1, 2)))).isEqualTo(Errno.EAGAIN);
    scene.unpin(pin);
    assertThat(scene.stateOf(operation)).isEqualTo(OperationState.GRANTED);
    assertThat(code(scene.pin(q, pages(1, 2)))).isEqualTo(Errno.EAGAIN);
    assertThat(code(scene.lease(q))).isEqualTo(Errno.EAGAIN);
    accepted(scene.pin(q, pages(2, 3)));
    scene.complete(operation);
    accepted(scene.pin(q, pages(1, 2)));
  }

  @Test
  void pinsOutsideTheBytesOfARangeDoNotHoldItUp() {
    scene.leasedPin(p, pages(0, 1));
    assertThat(scene.stateOf(scene.asked(punch(pages(2, 3))))).isEqualTo(OperationState.GRANTED);
    assertThat(scene.stateOf(scene.asked(punch(new ByteRange(PAGE - 1, PAGE)))))
        .isEqualTo(OperationState.BREAKING);
  }

  @Test
  void anOperationWaitsForTheEarlierOneThatWaits() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    UUID a = scene.asked(punch(pages(0, 2)));
    UUID b = scene.asked(punch(pages(1, 4)));
    UUID c = scene.asked(punch(pages(3, 5)));
    assertThat(scene.stateOf(a)).isEqualTo(OperationState.BREAKING);
    assertThat(scene.stateOf(b)).isEqualTo(OperationState.QUEUED);
    assertThat(scene.stateOf(c)).isEqualTo(OperationState.QUEUED);
    scene.unpin(pin);
    assertThat(scene.stateOf(b)).isEqualTo(OperationState.QUEUED);
    scene.complete(a);
    assertThat(scene.stateOf(b)).isEqualTo(OperationState.GRANTED);
    assertThat(scene.stateOf(c)).isEqualTo(OperationState.QUEUED);
    scene.complete(b);
    assertThat(scene.stateOf(c)).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void queuedBecomesBreakingWhenOnlyHoldersAreLeft() {
    scene.leasedPin(p, pages(2, 3));
    UUID first = scene.asked(punch(pages(0, 2)));
    UUID second = scene.asked(punch(pages(1, 3)));
    assertThat(scene.stateOf(second)).isEqualTo(OperationState.QUEUED);
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGIO);
    scene.complete(first);
    assertThat(scene.stateOf(second)).isEqualTo(OperationState.BREAKING);
    assertThat(scene.changes(OperationBreaking.class)).hasSize(1);
  }

  @Test
  void theEntriesStandInOrderOfCause() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    scene.asked(punch(pages(0, 1)));
    scene.unpin(pin);
    assertThat(scene.changes())
        .extracting(c -> c.getClass().getSimpleName())
        .isEqualTo(List.of("PinUnpinned", "BreakEnded", "LeaseReturned", "OperationGranted"));
    UUID done = scene.asked(truncate(SIZE).completing());
    assertThat(scene.stateOf(done)).isEqualTo(OperationState.COMPLETED);
    assertThat(scene.changes())
        .extracting(c -> c.getClass().getSimpleName())
        .isEqualTo(List.of("OperationRequested", "OperationGranted", "OperationCompleted"));
  }

  // Rule 11

  @Test
  void aGrantCarriesATokenAndAnExpiry() {
    var grant = scene.grantOf(scene.asked(truncate(0)));
    assertThat(grant.token()).isEqualTo(2);
    assertThat(grant.expiresAt()).isEqualTo(scene.now.plus(GRANT_TTL));
    assertThat(grant.confirmed()).isTrue();
  }

  @Test
  void tokensIncreaseInOrderOfGrantNotOfArrival() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    UUID early = scene.asked(punch(pages(0, 1)));
    UUID late = scene.asked(punch(pages(2, 3)));
    UUID read = scene.asked(Asked.over(OperationKind.READ, pages(0, 9)));
    scene.unpin(pin);
    assertThat(scene.token(late)).isEqualTo(2);
    assertThat(scene.token(read)).isEqualTo(3);
    assertThat(scene.token(early)).isEqualTo(4);
  }

  @Test
  void completingALayoutChangeSetsTheGenerationToTheTokenIfThatIsMore() {
    UUID first = scene.asked(punch(pages(0, 1)));
    UUID second = scene.asked(punch(pages(2, 3)));
    scene.complete(second);
    assertThat(scene.state.file().sequence().generation()).isEqualTo(scene.token(second));
    scene.complete(first);
    assertThat(scene.state.file().sequence().generation()).isEqualTo(scene.token(second));
  }

  @ParameterizedTest
  @EnumSource(names = {"READ", "WRITE", "WRITEBACK"})
  void readingAndWritingDoNotChangeTheLayout(OperationKind kind) {
    scene.complete(scene.asked(Asked.over(kind, pages(0, 1))));
    assertThat(scene.state.file().sequence().generation()).isEqualTo(1);
  }

  @Test
  void completingAgainWithTheSameTokenIsFine() {
    UUID operation = scene.asked(truncate(0));
    scene.complete(operation);
    accepted(scene.complete(operation));
    assertThat(scene.changes()).isEmpty();
    assertThat(code(scene.complete(operation, 99))).isEqualTo(Errno.ESTALE);
  }

  @Test
  void anyOtherTokenOrStateIsStaleAndChangesNothing() {
    scene.leasedPin(p, pages(0, 1));
    UUID waiting = scene.asked(punch(pages(0, 1)));
    assertThat(code(scene.complete(waiting, 2))).isEqualTo(Errno.ESTALE);
    UUID granted = scene.asked(punch(pages(4, 5)));
    assertThat(code(scene.complete(granted, scene.token(granted) + 1))).isEqualTo(Errno.ESTALE);
    assertThat(code(scene.complete(granted, scene.token(granted) - 1))).isEqualTo(Errno.ESTALE);
    assertThat(scene.changes()).isEmpty();
    assertThat(scene.stateOf(granted)).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void renewingExtendsTheGrantAndKeepsTheToken() {
    UUID operation = scene.asked(truncate(0));
    long token = scene.token(operation);
    scene.pass(SECOND);
    accepted(scene.renew(operation, token));
    assertThat(scene.grantOf(operation).expiresAt()).isEqualTo(scene.now.plus(GRANT_TTL));
    assertThat(scene.token(operation)).isEqualTo(token);
    assertThat(code(scene.renew(operation, token + 1))).isEqualTo(Errno.ESTALE);
    scene.pass(GRANT_TTL);
    assertThat(code(scene.renew(operation, token))).isEqualTo(Errno.ESTALE);
  }

  /** If its answer is lost, what was left is still left. */
  @Test
  void renewingNeverShortensAGrant() {
    UUID operation = scene.asked(truncate(0));
    Instant until = scene.grantOf(operation).expiresAt();
    scene.becomePolicy(new Overrides().grantTtl(SECOND).build());
    accepted(scene.renew(operation, scene.token(operation)));
    assertThat(scene.grantOf(operation).expiresAt()).isEqualTo(until);
  }

  /** Nobody could renew it meanwhile (rule 15: an outage delays). */
  @Test
  void aGrantThatWasGoodWhenAnOutageBeganIsGoodForItsWholeTimeFromTheEnd() {
    UUID operation = scene.asked(truncate(0));
    long token = scene.token(operation);
    Instant left = scene.now.plus(SECOND);
    scene.pass(GRANT_TTL.plus(SECOND));
    Instant back = scene.now;
    accepted(scene.renewAfterOutage(operation, new Attendance(left, back, back)));
    assertThat(scene.grantOf(operation).expiresAt()).isEqualTo(back.plus(GRANT_TTL));
    assertThat(scene.token(operation)).isEqualTo(token);
    assertThat(scene.changes(OperationRenewed.class)).hasSize(1);
  }

  @Test
  void aGrantThatWasOverWhenAnOutageBeganStaysSo() {
    UUID operation = scene.asked(truncate(0));
    scene.pass(GRANT_TTL);
    Instant left = scene.now;
    scene.pass(SECOND);
    accepted(scene.renewAfterOutage(operation, new Attendance(left, scene.now, scene.now)));
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void aGrantExpiresAtItsExpiryAndNotAMillisecondBefore() {
    UUID operation = scene.asked(punch(pages(0, 1)));
    scene.almostPass(GRANT_TTL);
    scene.fire(operation);
    assertThat(scene.changes()).isEmpty();
    scene.passMillisecond();
    scene.fire(operation);
    assertThat(scene.stateOf(operation)).isEqualTo(OperationState.EXPIRED);
    scene.fire(operation);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void aGrantIsGoodUntilAMillisecondBeforeItsExpiry() {
    UUID operation = scene.asked(punch(pages(0, 1)));
    scene.almostPass(GRANT_TTL);
    assertThat(accepted(scene.complete(operation)).state()).isEqualTo(OperationState.COMPLETED);
  }

  @Test
  void behindAnExpiredGrantTheRangeStaysClosedForTheLockDelay() {
    UUID operation = scene.asked(punch(pages(0, 1)));
    scene.pass(GRANT_TTL.plusSeconds(7));
    scene.fire(operation);
    assertThat(refused(scene.pin(p, pages(0, 1))).retryAfter()).contains(LOCK_DELAY);
    scene.almostPass(LOCK_DELAY);
    assertThat(code(scene.pin(p, pages(0, 1)))).isEqualTo(Errno.EAGAIN);
    scene.fire(operation);
    assertThat(scene.changes()).isEmpty();
    scene.passMillisecond();
    accepted(scene.pin(p, pages(0, 1)));
    scene.fire(operation);
    assertThat(scene.changes(OperationReopened.class)).hasSize(1);
  }

  @Test
  void aLateCompletionIsStaleAndJournalled() {
    UUID operation = scene.asked(truncate(0));
    scene.pass(GRANT_TTL);
    assertThat(code(scene.complete(operation))).isEqualTo(Errno.ESTALE);
    assertThat(scene.changes())
        .extracting(c -> c.getClass().getSimpleName())
        .containsSequence("OperationExpired")
        .contains("OperationLate");
    assertThat(scene.state.file().size()).isEqualTo(SIZE);
    assertThat(code(scene.complete(operation))).isEqualTo(Errno.ESTALE);
    assertThat(scene.changes(OperationLate.class)).hasSize(1);
    assertThat(scene.changes(OperationExpired.class)).isEmpty();
  }

  /** Whoever notices that its time is over. */
  @ParameterizedTest
  @ValueSource(strings = {"fires", "completes", "cancels"})
  void whatWaitedForAGrantIsGrantedWhenThatExpires(String noticed) {
    UUID first = scene.asked(truncate(0));
    UUID next = scene.asked(truncate(0));
    scene.pass(GRANT_TTL);
    switch (noticed) {
      case "fires" -> scene.fire(first);
      case "completes" -> assertThat(code(scene.complete(first))).isEqualTo(Errno.ESTALE);
      default -> assertThat(code(scene.cancel(first))).isEqualTo(Errno.ESTALE);
    }
    assertThat(scene.stateOf(next)).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void anExpiredReadClosesNothing() {
    UUID read = scene.asked(Asked.over(OperationKind.READ, pages(0, 1)));
    scene.pass(GRANT_TTL);
    scene.fire(read);
    assertThat(scene.stateOf(read)).isEqualTo(OperationState.EXPIRED);
    accepted(scene.pin(p, pages(0, 1)));
    assertThat(scene.operation(read).isOpen()).isFalse();
  }

  @Test
  void autoCompletingOnesAreGrantedAndCompletedOneAfterAnother() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    UUID first = scene.asked(truncate(PAGE / 2).completing());
    UUID second = scene.asked(truncate(0).completing());
    scene.unpin(pin);
    assertThat(scene.stateOf(first)).isEqualTo(OperationState.COMPLETED);
    assertThat(scene.stateOf(second)).isEqualTo(OperationState.COMPLETED);
    assertThat(scene.state.file().size()).isZero();
    assertThat(scene.changes(OperationCompleted.class)).hasSize(2);
  }

  @Test
  void unlinkingRemovesTheFileAndWhatRefersToIt() {
    scene.lease(p);
    UUID unlink = scene.asked(Asked.unlink());
    UUID behind = scene.asked(extend(2 * SIZE));
    scene.complete(unlink);
    assertThat(scene.state.file().removed()).isTrue();
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.RELEASED);
    assertThat(scene.mappingOf(p).isMapped()).isFalse();
    assertThat(scene.stateOf(behind)).isEqualTo(OperationState.CANCELLED);
    assertThat(scene.changes(OperationCancelled.class))
        .extracting(OperationCancelled::reason)
        .containsExactly(CancelReason.FILE_REMOVED);
  }

  // Rule 12

  @Test
  void aCancelledOperationReopensItsRangeUnlessOthersWantIt() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    UUID wide = scene.asked(punch(pages(0, 4)));
    UUID narrow = scene.asked(punch(pages(0, 1)));
    scene.cancel(wide);
    assertThat(code(scene.pin(q, pages(0, 1)))).isEqualTo(Errno.EAGAIN);
    accepted(scene.pin(q, pages(1, 2)));
    assertThat(scene.stateOf(narrow)).isEqualTo(OperationState.BREAKING);
    scene.unpin(pin);
    assertThat(scene.stateOf(narrow)).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void cancellingAGrantGivesItUp() {
    UUID operation = scene.asked(truncate(0));
    UUID next = scene.asked(truncate(0));
    scene.cancel(operation);
    assertThat(scene.stateOf(next)).isEqualTo(OperationState.GRANTED);
    assertThat(code(scene.complete(operation))).isEqualTo(Errno.ESTALE);
    scene.cancel(next);
    accepted(scene.pin(p, pages(0, 1)));
  }

  @Test
  void cancellingACancelledOneIsFineAndAFinishedOneIsStale() {
    UUID operation = scene.asked(truncate(0));
    scene.cancel(operation);
    accepted(scene.cancel(operation));
    assertThat(scene.changes()).isEmpty();
    UUID done = scene.asked(truncate(0).completing());
    assertThat(code(scene.cancel(done))).isEqualTo(Errno.ESTALE);
    UUID expired = scene.asked(truncate(0));
    scene.pass(GRANT_TTL);
    scene.fire(expired);
    assertThat(code(scene.cancel(expired))).isEqualTo(Errno.ESTALE);
  }

  @Test
  void waitingEndsWithTimeoutAtMaxWaitAndNotAMillisecondBefore() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    UUID operation = scene.asked(punch(pages(0, 1)).waitingAtMost(SECOND));
    scene.almostPass(SECOND);
    scene.fire(operation);
    assertThat(scene.changes()).isEmpty();
    scene.passMillisecond();
    scene.fire(operation);
    assertThat(scene.changes(OperationCancelled.class))
        .extracting(OperationCancelled::reason)
        .containsExactly(CancelReason.TIMEOUT);
    assertThat(scene.breakOf(p).ladder().outcome()).isEqualTo(BreakOutcome.CANCELLED);
    assertThat(scene.pin(pin).isLive()).isTrue();
    scene.fire(operation);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void maxWaitDoesNotConcernAGrantedOperation() {
    UUID operation = scene.asked(truncate(0).waitingAtMost(SECOND));
    scene.pass(SECOND);
    scene.fire(operation);
    assertThat(scene.stateOf(operation)).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void whatWaitedTooLongIsNotGrantedByAnUnpinThatComesLate() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    UUID operation = scene.asked(punch(pages(0, 1)).waitingAtMost(SECOND));
    UUID next = scene.asked(punch(pages(0, 1)));
    scene.pass(SECOND);
    scene.passMillisecond();
    scene.unpin(pin);
    assertThat(scene.changes(OperationCancelled.class))
        .extracting(OperationCancelled::reason)
        .containsExactly(CancelReason.TIMEOUT);
    assertThat(scene.stateOf(operation)).isEqualTo(OperationState.CANCELLED);
    assertThat(scene.stateOf(next)).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void noTimeToWaitIsTimeEnoughWhereNothingIsInTheWay() {
    assertThat(scene.stateOf(scene.asked(punch(pages(0, 1)).waitingAtMost(Duration.ZERO))))
        .isEqualTo(OperationState.GRANTED);
  }

  @Test
  void whatWaitedTooLongIsNotExpedited() {
    scene.leasedPin(p, pages(0, 1));
    UUID operation = scene.asked(punch(pages(0, 1)).waitingAtMost(SECOND));
    scene.pass(SECOND);
    scene.passMillisecond();
    assertThat(code(scene.expedite(operation, BreakStage.SIGKILL))).isEqualTo(Errno.ESTALE);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void whoseRequesterIsGoneWaitsNoMore() {
    scene.leasedPin(p, pages(0, 1));
    UUID waiting = scene.asked(punch(pages(0, 1)).by(q));
    UUID granted = scene.asked(punch(pages(4, 5)).by(q));
    scene.exit(q);
    assertThat(scene.stateOf(waiting)).isEqualTo(OperationState.CANCELLED);
    assertThat(scene.changes(OperationCancelled.class))
        .extracting(OperationCancelled::reason)
        .containsExactly(CancelReason.REQUESTER_GONE);
    assertThat(scene.stateOf(granted)).isEqualTo(OperationState.GRANTED);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.HELD);
  }

  @Test
  void aGrantThatIsOverCannotBeGivenUp() {
    UUID operation = scene.asked(punch(pages(0, 1)));
    UUID holder = scene.process();
    scene.almostPass(GRANT_TTL);
    scene.passMillisecond();
    assertThat(code(scene.cancel(operation))).isEqualTo(Errno.ESTALE);
    assertThat(scene.stateOf(operation)).isEqualTo(OperationState.EXPIRED);
    assertThat(scene.changes(OperationExpired.class)).hasSize(1);
    scene.almostPass(LOCK_DELAY);
    assertThat(code(scene.pin(holder, pages(0, 1)))).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void aRequestSaysFromTheBeginningWhatItWaitsFor() {
    scene.leasedPin(p, pages(0, 1));
    scene.asked(punch(pages(0, 1)));
    assertThat(scene.changes(OperationRequested.class))
        .extracting(c -> c.operation().state())
        .containsExactly(OperationState.BREAKING);
    assertThat(scene.changes(OperationBreaking.class)).isEmpty();
    scene.asked(punch(pages(0, 1)));
    assertThat(scene.changes(OperationRequested.class))
        .extracting(c -> c.operation().state())
        .containsExactly(OperationState.QUEUED);
  }

  @ParameterizedTest
  @EnumSource(names = {"READ", "WRITE", "WRITEBACK"})
  void easyOperationsHoldNobodyUpAndNobodyHoldsThemUp(OperationKind kind) {
    Asked easy = Asked.over(kind, pages(0, 1));
    scene.asked(easy);
    UUID punch = scene.asked(punch(pages(0, 1)));
    assertThat(scene.stateOf(punch)).isEqualTo(OperationState.GRANTED);
    assertThat(scene.stateOf(scene.asked(easy.noWait()))).isEqualTo(OperationState.GRANTED);
    assertThat(scene.stateOf(scene.asked(easy.orFail()))).isEqualTo(OperationState.GRANTED);
  }

  @ParameterizedTest
  @EnumSource(names = {"READ", "WRITE", "WRITEBACK"})
  void easyOperationsDetachNothing(OperationKind kind) {
    Scene cached = Scene.pageCache();
    UUID pin = cached.leasedPin(cached.process(), pages(0, 1));
    cached.asked(Asked.over(kind, pages(0, 1)));
    assertThat(cached.pin(pin).standing().detached()).isFalse();
  }

  @Test
  void aRequestWithoutAMaxWaitHasThatOfThePolicy() {
    Duration maxWait = Duration.ofMinutes(3);
    Scene brief = Scene.dax(new Overrides().maxWait(maxWait).build());
    brief.leasedPin(brief.process(), pages(0, 1));
    UUID waiting = brief.asked(punch(pages(0, 1)));
    assertThat(brief.operation(waiting).progress().timers().waitUntil())
        .isEqualTo(brief.now.plus(maxWait));
  }

  @Test
  void anExpiredOneIsOpenForAsLongAsItsRangeIsClosed() {
    UUID operation = scene.asked(punch(pages(0, 1)));
    scene.pass(GRANT_TTL);
    scene.fire(operation);
    assertThat(scene.operation(operation).isOpen()).isTrue();
    scene.pass(LOCK_DELAY);
    scene.fire(operation);
    assertThat(scene.operation(operation).isOpen()).isFalse();
  }
}
