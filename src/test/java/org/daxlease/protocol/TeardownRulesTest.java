package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Asked.truncate;
import static org.daxlease.protocol.Scene.COOL_DOWN;
import static org.daxlease.protocol.Scene.accepted;
import static org.daxlease.protocol.Scene.code;
import static org.daxlease.protocol.Scene.pages;

import java.util.UUID;
import org.daxlease.protocol.Change.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules 16, 17 and 19: exit is confirmed, a fence is presumed, and both leave nothing behind. */
class TeardownRulesTest {

  private final Scene scene = Scene.dax();
  private final UUID p = scene.process();
  private final UUID q = scene.process();

  @Test
  void exitEndsPinsLeasesAndMappings() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    UUID other = scene.leasedPin(q, pages(0, 1));
    assertThat(accepted(scene.exit(p)).state()).isEqualTo(ProcessState.EXITED);
    assertThat(scene.pin(pin).standing().state()).isEqualTo(PinState.UNPINNED);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.RELEASED);
    assertThat(scene.leaseOf(p).pins()).isZero();
    assertThat(scene.mappingOf(p).isMapped()).isFalse();
    assertThat(scene.changes(PinUnpinned.class))
        .extracting(PinUnpinned::reason)
        .containsExactly(EndReason.EXIT);
    assertThat(scene.changes(LeaseReleased.class))
        .extracting(LeaseReleased::reason)
        .containsExactly(EndReason.EXIT);
    assertThat(scene.changes(MappingUnmapped.class))
        .extracting(MappingUnmapped::reason)
        .containsExactly(EndReason.EXIT);
    assertThat(scene.pin(other).isLive()).isTrue();
    assertThat(scene.leaseOf(q).isLive()).isTrue();
  }

  @Test
  void aFenceRevokesThem() {
    UUID pin = scene.leasedPin(p, pages(0, 1));
    assertThat(accepted(scene.fence(p)).state()).isEqualTo(ProcessState.KILLED);
    assertThat(scene.pin(pin).standing().state()).isEqualTo(PinState.REVOKED);
    assertThat(scene.leaseOf(p).state()).isEqualTo(LeaseState.REVOKED);
    assertThat(scene.changes(MappingUnmapped.class))
        .extracting(MappingUnmapped::reason)
        .containsExactly(EndReason.FENCE);
  }

  @Test
  void anExitDuringABreakIsConfirmed() {
    scene.leasedPin(p, pages(0, 1));
    UUID operation = scene.asked(truncate(0));
    scene.exit(p);
    assertThat(scene.breakOf(p).ladder().outcome()).isEqualTo(BreakOutcome.EXITED);
    assertThat(scene.grantOf(operation).confirmed()).isTrue();
    assertThat(scene.changes())
        .extracting(c -> c.getClass().getSimpleName())
        .containsExactly(
            "PinUnpinned", "BreakEnded", "LeaseReleased", "MappingUnmapped", "OperationGranted");
  }

  @Test
  void aFenceDuringABreakIsNotConfirmed() {
    scene.leasedPin(p, pages(0, 1));
    UUID ofQ = scene.leasedPin(q, pages(0, 1));
    UUID operation = scene.asked(truncate(0));
    scene.fence(p);
    assertThat(scene.stateOf(operation)).isEqualTo(OperationState.BREAKING);
    scene.unpin(ofQ);
    assertThat(scene.grantOf(operation).confirmed()).isFalse();
  }

  @Test
  void whoDidNotWaitForTheFencedOneIsConfirmed() {
    scene.leasedPin(p, pages(0, 1));
    UUID ofQ = scene.leasedPin(q, pages(4, 5));
    UUID over = scene.asked(punch(pages(0, 1)));
    UUID beside = scene.asked(punch(pages(4, 5)));
    scene.fence(p);
    scene.unpin(ofQ);
    assertThat(scene.grantOf(over).confirmed()).isFalse();
    assertThat(scene.grantOf(beside).confirmed()).isTrue();
    scene.complete(over);
    assertThat(scene.grantOf(scene.asked(punch(pages(0, 1)))).confirmed()).isTrue();
  }

  /** Nothing was learnt about the host of a fenced process by asking again. */
  @Test
  void whoAsksAgainAfterAFenceIsNotConfirmedEither() {
    scene.leasedPin(p, pages(0, 1));
    scene.ask(punch(pages(0, 1)).noWait());
    scene.fence(p);
    UUID given = scene.asked(punch(pages(0, 2)));
    assertThat(scene.grantOf(given).confirmed()).isFalse();
    scene.cancel(given);
    UUID again = scene.asked(punch(pages(0, 1)));
    assertThat(scene.grantOf(again).confirmed()).isFalse();
    UUID beside = scene.asked(punch(pages(1, 2)));
    assertThat(scene.grantOf(beside).confirmed()).isTrue();

    scene.complete(again);

    assertThat(scene.grantOf(scene.asked(punch(pages(0, 1)))).confirmed()).isTrue();
  }

  /** It completes with its grant: nobody has looked after the host in between. */
  @Test
  void whatCompletesByItselfTeachesNobodyOfTheFence() {
    scene.leasedPin(p, pages(0, 1));
    UUID truncate = scene.asked(truncate(0).completing());
    scene.fence(p);
    assertThat(scene.stateOf(truncate)).isEqualTo(OperationState.COMPLETED);
    assertThat(scene.grantOf(scene.asked(punch(pages(0, 1)))).confirmed()).isFalse();
  }

  @Test
  void whoJoinedABreakThatEndsFencedIsNotConfirmed() {
    UUID joined = scene.leasedPin(p, pages(3, 4));
    scene.pinned(p, pages(5, 6));
    UUID before = scene.asked(punch(pages(2, 3)));
    UUID wide = scene.asked(punch(pages(3, 8)));
    UUID queued = scene.asked(punch(pages(2, 4)));
    scene.unpin(joined);
    scene.fence(p);
    scene.complete(wide);
    scene.complete(before);
    assertThat(scene.grantOf(queued).confirmed()).isFalse();
  }

  @Test
  void theFenceOfAShortPinsHolderIsNotConfirmedEither() {
    scene.pin(p, pages(0, 1), Term.SHORT);
    UUID operation = scene.asked(punch(pages(0, 1)));
    scene.fence(p);
    assertThat(scene.grantOf(operation).confirmed()).isFalse();
  }

  @Test
  void onPageCacheNoPinWasWaitedForSoAFenceMattersNot() {
    Scene cached = Scene.pageCache();
    UUID holder = cached.process();
    cached.pinned(holder, pages(0, 1));
    UUID first = cached.asked(punch(pages(0, 1)));
    UUID second = cached.asked(punch(pages(0, 1)));
    cached.fence(holder);
    cached.complete(first);
    assertThat(cached.grantOf(second).confirmed()).isTrue();
  }

  @Test
  void detachedPinsGoToo() {
    Scene cached = Scene.pageCache();
    UUID holder = cached.process();
    UUID pin = cached.pinned(holder, pages(0, 1));
    cached.complete(cached.asked(punch(pages(0, 1))));
    assertThat(cached.pin(pin).standing().detached()).isTrue();
    cached.fence(holder);
    assertThat(cached.pin(pin).standing().state()).isEqualTo(PinState.REVOKED);
  }

  @Test
  void theBreakOfANowaitEndsWithItsHolderAndCoolsDown() {
    scene.leasedPin(p, pages(0, 1));
    scene.ask(punch(pages(0, 1)).noWait());
    scene.exit(p);
    assertThat(scene.changes(OperationCooling.class)).hasSize(1);
    scene.almostPass(COOL_DOWN);
    assertThat(code(scene.pin(q, pages(0, 1)))).isEqualTo(Errno.EAGAIN);
    scene.passMillisecond();
    accepted(scene.pin(q, pages(0, 1)));
  }

  @Test
  void onlyWhatWaitsForTheRequesterIsCancelled() {
    scene.leasedPin(p, pages(0, 1));
    UUID own = scene.asked(punch(pages(0, 1)).by(q));
    UUID others = scene.asked(punch(pages(0, 1)));
    scene.fence(q);
    assertThat(scene.stateOf(own)).isEqualTo(OperationState.CANCELLED);
    assertThat(scene.stateOf(others)).isEqualTo(OperationState.BREAKING);
    assertThat(scene.breakOf(p).isRunning()).isTrue();
  }

  @Test
  void aProcessThatIsGoneCannotGoAgain() {
    scene.fence(p);
    assertThatIllegalStateException().isThrownBy(() -> scene.exit(p));
  }

  @Test
  void aFenceOnPageCachePresumesNothing() {
    Scene cached = Scene.pageCache();
    UUID holder = cached.process();
    cached.leasedPin(holder, pages(0, 1));
    cached.fence(holder);
    assertThat(cached.grantOf(cached.asked(punch(pages(0, 1)))).confirmed()).isTrue();
  }

  @Test
  void whoWaitedForAShortPinOfTheFencedOneIsNotConfirmedHoweverLate() {
    scene.pin(p, pages(0, 1), Term.SHORT);
    UUID first = scene.asked(punch(pages(0, 1)));
    UUID second = scene.asked(punch(pages(0, 1)));
    scene.fence(p);
    scene.complete(first);
    assertThat(scene.grantOf(first).confirmed()).isFalse();
    assertThat(scene.grantOf(second).confirmed()).isFalse();
  }

  /** They touch no block that was pinned, and nobody learns from them what became of a host. */
  @ParameterizedTest
  @EnumSource(names = {"READ", "WRITE", "WRITEBACK"})
  void easyOperationsNeitherPresumeAFenceNorConfirmIt(OperationKind kind) {
    scene.leasedPin(p, pages(0, 1));
    scene.fence(p);
    UUID easy = scene.asked(Asked.over(kind, pages(0, 1)));
    assertThat(scene.grantOf(easy).confirmed()).isTrue();
    scene.complete(easy);
    assertThat(scene.grantOf(scene.asked(punch(pages(0, 1)))).confirmed()).isFalse();
  }
}
