package org.daxlease.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.daxlease.protocol.Change.BreakAdvanced;

/**
 * Holders that missed their heartbeats (rule 19): they lose nothing that nobody else wants, and
 * what an operation waits for goes up the ladder or, where the file's policy says so, with a fence.
 */
public final class LapseRules {

  private LapseRules() {}

  /** A process lapsed: who waits for its pins on this file already need not wait for its ladder. */
  public static Decision<Process> lapse(
      FileState before, UUID processId, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Process lapsed = Objects.requireNonNull(draft.state.process(processId)).lapse();
    draft.state.put(lapsed);
    if (fences(draft.state, processId)) {
      for (Operation operation : draft.state.operations()) {
        if (operation.state().isWaiting() && operation.isHard()) {
          BreakRules.start(draft, operation.id());
        }
      }
    }
    for (LeaseBreak running : List.copyOf(draft.state.breaks())) {
      if (running.processId().equals(processId)) {
        hurry(draft, running);
      }
    }
    return draft.accept(lapsed);
  }

  /** Whether a process has lapsed on a file whose policy fences such holders. */
  static boolean fences(FileState state, UUID processId) {
    return hasLapsed(state, processId)
        && state.file().isDax()
        && state.file().policy().lapsedHolder() == LapsedHolder.FENCE;
  }

  /** Whether the holder of a break has lapsed, under a policy that fenced such at its start. */
  static boolean fences(FileState state, LeaseBreak running) {
    return hasLapsed(state, running.processId())
        && running.terms().lapsedHolder() == LapsedHolder.FENCE;
  }

  private static boolean hasLapsed(FileState state, UUID processId) {
    Process process = state.process(processId);
    return process != null && process.isRunning() && process.lapsed();
  }

  /** Has the holder of a break fenced at once, if it has lapsed and somebody really waits. */
  static void hurry(Draft draft, LeaseBreak running) {
    boolean due =
        running.isRunning()
            && running.fenceAt() == null
            && fences(draft.state, running)
            && BreakRules.isWaitedFor(draft, running);
    if (due) {
      draft.record(new BreakAdvanced(running.with(running.ladder().fenceAt(draft.now))));
    }
  }

  /** The holder showed itself, or nobody waits any more: the ladder goes on, or begins only now. */
  static void spare(Draft draft, LeaseBreak due) {
    boolean begins = due.hasNotBegun();
    Instant deadline =
        begins
            ? BreakRules.firstDeadline(
                draft,
                draft.state.lease(due.leaseId()),
                due.terms(),
                BreakRules.isWaitedFor(draft, due))
            : due.deadline();
    LeaseBreak spared = due.with(due.ladder().spare(deadline));
    draft.record(new BreakAdvanced(spared));
    if (begins) {
      BreakRules.firstSignal(draft, spared);
    }
  }
}
