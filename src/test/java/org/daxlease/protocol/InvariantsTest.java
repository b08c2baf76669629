package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Scene.pages;

import java.util.UUID;
import org.daxlease.protocol.Operation.Progress;
import org.daxlease.protocol.Operation.Timers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What no command leads to is refused all the same: an exploration may rest on that. */
class InvariantsTest {

  private final Scene scene = Scene.dax();
  private final UUID holder = scene.process();
  private final UUID pin = scene.leasedPin(holder, pages(0, 1));
  private final UUID waiting = scene.asked(punch(pages(0, 1)));
  private final UUID granted = scene.asked(punch(pages(4, 5)));

  @BeforeEach
  void asItIsNothingIsWrong() {
    Invariants.check(scene.state);
  }

  private void isRefused(String why) {
    assertThatThrownBy(() -> Invariants.check(scene.state))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(why);
  }

  private void operationIs(UUID id, OperationState state) {
    Operation operation = scene.operation(id);
    var progress = operation.progress();
    scene.state.put(
        operation.with(
            new Progress(
                state, progress.grant(), Timers.NONE, progress.breaks(), progress.presumed())));
  }

  @Test
  void grantedOverALivePin() {
    operationIs(waiting, OperationState.GRANTED);
    isRefused("I1: granted although a pin overlaps");
  }

  @Test
  void grantedBesideAnotherGrantOfTheRange() {
    Operation one = scene.operation(granted);
    scene.state.put(
        new Operation(
            new UUID(7, 7), one.arrival() + 1, one.request(), one.extent(), one.progress()));
    isRefused("I4: two overlapping operations are granted");
  }

  @Test
  void waitsThoughNothingIsInTheWay() {
    operationIs(granted, OperationState.BREAKING);
    isRefused("I3: nothing holds up");
  }

  @Test
  void queuedBehindNobody() {
    operationIs(waiting, OperationState.QUEUED);
    isRefused("rule 10: QUEUED");
  }

  @Test
  void waitsForAPinThatNoBreakWants() {
    Pin wanted = scene.pin(pin);
    scene.state.put(wanted.with(wanted.standing().inBreak(null)));
    isRefused("rule 13: waits for a pin without its break");
  }

  @Test
  void leaseCountsAPinTooMany() {
    Lease lease = scene.leaseOf(holder);
    scene.state.put(lease.with(lease.standing().count(1)));
    isRefused("rule 3: counts 1 pins otherwise");
  }

  @Test
  void leaseCoversAPinThatItDoesNotCount() {
    Lease lease = scene.leaseOf(holder);
    Pin covered = scene.pin(pin);
    scene.state.put(lease.with(lease.standing().count(-1)));
    scene.state.put(covered.with(covered.standing().lease(null)));
    isRefused("rule 3: covers a pin that it does not count");
  }

  @Test
  void leaseCountsAPinThatItDoesNotCover() {
    Lease lease = scene.leaseOf(holder);
    scene.state.put(
        new Lease(lease.id(), holder, pages(8, 9), lease.breakable(), lease.standing()));
    isRefused("rule 2: counts a pin that it does not cover");
  }

  @Test
  void secondLiveLeaseOfAProcess() {
    Lease lease = scene.leaseOf(holder);
    scene.state.put(
        new Lease(
            new UUID(7, 7), holder, pages(8, 9), true, lease.standing().count(-lease.pins())));
    isRefused("rule 2: a second live lease");
  }

  @Test
  void breakCountsOtherPins() {
    LeaseBreak running = scene.breakOf(holder);
    scene.state.put(running.with(running.ladder().count(1)));
    isRefused("counts other pins");
  }

  @Test
  void ladderStopsThoughSomebodyWaits() {
    LeaseBreak running = scene.breakOf(holder);
    scene.state.put(running.with(running.ladder().at(running.stage(), null)));
    isRefused("rule 15: its ladder has stopped");
  }

  @Test
  void pinOutlivesItsProcess() {
    UUID other = scene.process();
    scene.pinned(other, pages(8, 9));
    scene.state.put(new Process(other, ProcessState.EXITED, false, false, null));
    isRefused("rule 19: its process is gone");
  }
}
