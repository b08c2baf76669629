package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.daxlease.protocol.Asked.punch;
import static org.daxlease.protocol.Scene.T;
import static org.daxlease.protocol.Scene.pages;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.daxlease.protocol.Change.*;
import org.daxlease.protocol.Operation.Grant;
import org.junit.jupiter.api.Test;

/** What no command decides is refused all the same: an exploration may rest on that. */
class StepsTest {

  private final Scene scene = Scene.dax();
  private final UUID holder = scene.process();
  private final UUID pin = scene.leasedPin(holder, pages(0, 1));
  private final UUID waiting = scene.asked(punch(pages(0, 1)));
  private final UUID granted = scene.asked(punch(pages(4, 5)));
  private final LeaseBreak running = scene.breakOf(holder);
  private final Command fires = new Command.FireBreak(running.id());

  /** A decision for exactly these changes. */
  private void isRefused(String why, Command command, Change... changes) {
    FileState after = scene.state.copy();
    List.of(changes).forEach(after::apply);
    isRefused(why, command, new Decision.Accepted<>("done", List.of(changes), after));
  }

  private void isRefused(String why, Command command, Decision<?> decision) {
    assertThatThrownBy(() -> Steps.check(scene.state, command, decision, scene.now))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(why);
  }

  private static Change advanced(LeaseBreak from, BreakStage stage, Instant deadline) {
    return new BreakAdvanced(from.with(from.ladder().at(stage, deadline)));
  }

  private OperationGranted grantOf(UUID operation, long token) {
    Operation was = scene.operation(operation);
    Grant grant = new Grant(token, scene.now.plus(T), true);
    return new OperationGranted(
        was.with(was.progress().become(OperationState.GRANTED).with(grant)));
  }

  @Test
  void pinnedOverAClosedRange() {
    UUID mapping = scene.mappingOf(holder).id();
    var made =
        new Pin(
            new UUID(7, 7),
            new Pin.Place(holder, mapping),
            pages(4, 5),
            new Pin.Use(Access.WRITE, Term.SHORT),
            1,
            Pin.Standing.pinned(null));
    var command = new Command.TakePin(holder, mapping, pages(4, 5), Term.SHORT);
    isRefused("I2: granted over a closed range", command, new PinPinned(made));
  }

  @Test
  void grantedOverALivePin() {
    isRefused("I1: granted over a pin", new Command.Unpin(pin), grantOf(waiting, 9));
  }

  @Test
  void grantedWithTheSameToken() {
    isRefused(
        "I4: the token is not greater",
        new Command.Unpin(pin),
        grantOf(waiting, scene.token(granted)));
  }

  @Test
  void leaseChangesAndItsEpochDoesNot() {
    Lease lease = scene.leaseOf(holder);
    var was = lease.standing();
    var broken =
        new Lease.Standing(LeaseState.BROKEN, was.origin(), false, was.pins(), was.epoch());
    isRefused(
        "rule 2: the epoch does not follow",
        fires,
        new LeaseBroken(lease.with(broken), running.id()));
  }

  @Test
  void stageBeforeItsDeadline() {
    scene.almostPass(T);
    Change early = advanced(running, BreakStage.SIGBUS, scene.now.plus(T));
    isRefused("I3: a stage before its deadline", fires, early);
  }

  @Test
  void ladderThatIsCompressedAfterAnOutage() {
    scene.pass(T.plus(T.dividedBy(2)));
    Instant due = Objects.requireNonNull(running.deadline());
    Change late = advanced(running, BreakStage.SIGBUS, due.plus(T));
    isRefused("rule 15: does not count from now", fires, late);
  }

  @Test
  void outcomeThatDidNotHappen() {
    LeaseBreak ended = running.with(running.ladder().end(BreakOutcome.FENCED));
    isRefused(
        "rule 17: the outcome is not what happened",
        fires,
        new BreakEnded(ended, BreakOutcome.FENCED));
  }

  @Test
  void secondSigkill() {
    scene.state.put(new Process(holder, ProcessState.RUNNING, false, true, null));
    var kill =
        new Signalled(
            SignalKind.SIGKILL,
            new Addressee(holder, running.leaseId(), running.id(), running.epoch()),
            new Cause(waiting, pages(0, 1), List.of()),
            new Due(null, null, null));
    isRefused("rule 15: a second SIGKILL", fires, kill);
  }

  @Test
  void stateChangesWithoutAChangeThatSaysSo() {
    FileState after = scene.state.copy();
    after.put(scene.pin(pin).with(scene.pin(pin).standing().become(PinState.UNPINNED)));
    isRefused(
        "I5: the changes do not add up",
        new Command.Unpin(pin),
        new Decision.Accepted<>("done", List.of(), after));
  }

  @Test
  void pinThatGoesByAnotherName() {
    Pin was = scene.pin(pin);
    Pin gone = was.with(was.standing().become(PinState.UNPINNED));
    isRefused("I6: the pins do not add up", new Command.Unpin(pin), new PinDetached(gone, waiting));
  }

  @Test
  void refusedThoughItDisturbs() {
    Lease lease = scene.leaseOf(holder);
    var signal =
        new Signalled(
            SignalKind.SIGIO,
            new Addressee(holder, lease.id(), null, lease.standing().epoch()),
            new Cause(waiting, pages(0, 1), List.of()),
            new Due(null, null, null));
    isRefused(
        "rule 9: refused and disturbs",
        new Command.Ask(punch(pages(0, 1)).orFail().request()),
        new Decision.Refused<>(
            new Refusal.Stale("It is over."), List.of(signal), scene.state.copy()));
  }
}
