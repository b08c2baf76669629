package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Asked.truncate;
import static org.daxlease.protocol.BreakRules.Fired.NOTHING;
import static org.daxlease.protocol.Scene.KILL_GRACE;
import static org.daxlease.protocol.Scene.T;
import static org.daxlease.protocol.Scene.accepted;
import static org.daxlease.protocol.Scene.pages;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.Change.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What signals say: for whom, about which pins, and what follows when. */
class AnnouncementsTest {

  @Test
  void deadlineThatCountsFromTheRecordHasNoLimit() {
    Scene scene = Scene.dax();
    scene.leasedPin(scene.process(), pages(0, 1));
    scene.asked(truncate(0));
    assertThat(scene.signals())
        .extracting(Signalled::due)
        .containsExactly(new Due(scene.now.plus(T), null, SignalKind.SIGBUS));
  }

  @Test
  void sigkillAnnouncesTheGraceWhateverTheOtherDeadlinesCountFrom() {
    Scene scene = Scene.dax(DeadlineFrom.DELIVERED);
    UUID holder = scene.process();
    scene.leasedPin(holder, pages(0, 1));
    UUID operation = scene.asked(truncate(0));
    scene.expedite(operation, BreakStage.SIGKILL);
    assertThat(scene.signals().getLast().due())
        .isEqualTo(new Due(scene.now.plus(KILL_GRACE), null, null));
  }

  @Test
  void nothingFollowsTheSigbusOfANowaitDeliveredOrNot() {
    Scene scene = Scene.dax(DeadlineFrom.DELIVERED);
    UUID holder = scene.process();
    scene.pinned(holder, pages(0, 1));
    scene.ask(truncate(0).noWait());
    assertThat(scene.signals())
        .extracting(Signalled::due)
        .containsExactly(new Due(null, null, null));
    assertThat(scene.delivered(holder)).isFalse();
    assertThat(scene.breakOf(holder).deadline()).isNull();
  }

  @Test
  void wordOfASigkillDoesNotShortenItsGrace() {
    Duration brief = KILL_GRACE.dividedBy(2);
    Scene scene =
        Scene.dax(
            new Overrides().leaseBreakTime(brief).deadlineFrom(DeadlineFrom.DELIVERED).build());
    UUID holder = scene.process();
    scene.leasedPin(holder, pages(0, 1));
    UUID operation = scene.asked(truncate(0));
    scene.expedite(operation, BreakStage.SIGKILL);
    assertThat(scene.delivered(holder)).isFalse();
    scene.pass(brief);
    assertThat(accepted(scene.fireBreakOf(holder))).isEqualTo(NOTHING);
  }

  /** Nothing is sent, so nothing is awaited. */
  @Test
  void implicitLeaseHasOneBreakTimeWhateverDeadlinesCountFrom() {
    Scene scene = Scene.dax(UnleasedPin.IMPLICIT_LEASE, DeadlineFrom.DELIVERED);
    UUID holder = scene.process();
    scene.pinned(holder, pages(0, 1));
    scene.asked(truncate(0));
    assertThat(scene.breakOf(holder).deadline()).isEqualTo(scene.now.plus(T));
  }

  @Test
  void implicitLeaseGetsSigbusBeforeSigkillUnderEveryPolicy() {
    Scene scene = Scene.dax(UnleasedPin.IMPLICIT_LEASE, Escalation.SIGKILL);
    UUID holder = scene.process();
    scene.pinned(holder, pages(0, 1));
    scene.asked(truncate(0));
    scene.pass(T);
    scene.fireBreakOf(holder);
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGBUS);
    scene.pass(T);
    scene.fireBreakOf(holder);
    assertThat(scene.signalKinds()).containsExactly(SignalKind.SIGKILL);
  }

  @Test
  void laterSignalsAreForTheOldestThatStillWaits() {
    Scene scene = Scene.dax();
    UUID holder = scene.process();
    scene.leasedPin(holder, pages(0, 1));
    List<UUID> operations = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      operations.add(scene.asked(punch(pages(0, 1))));
    }
    scene.cancel(operations.getFirst());
    scene.pass(T);
    scene.fireBreakOf(holder);
    assertThat(scene.signals())
        .extracting(s -> s.cause().operationId())
        .containsExactly(operations.get(1));
  }

  /** Also where one command after the other works on the same copy. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void laterSignalsDoNotNamePinsThatWereLetGo(boolean inPlace) {
    Scene scene = Scene.dax();
    if (inPlace) {
      scene.state = scene.state.workingCopy();
    }
    UUID holder = scene.process();
    UUID wanted = scene.leasedPin(holder, pages(0, 1));
    UUID free = scene.pinned(holder, pages(4, 5));
    UUID wide = scene.asked(truncate(0));
    scene.asked(punch(pages(0, 1)));
    scene.cancel(wide);
    assertThat(scene.changes(BreakNarrowed.class)).hasSize(1);
    scene.pass(T);
    scene.fireBreakOf(holder);
    assertThat(scene.signals().getFirst().cause().pins()).extracting(Pin::id).containsOnly(wanted);

    scene.asked(punch(pages(4, 5)));

    assertThat(scene.signals().getFirst().cause().pins()).extracting(Pin::id).containsOnly(free);
    assertThat(scene.state.breaks()).hasSize(2);
  }
}
