package org.daxlease.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.daxlease.protocol.Change.*;
import org.daxlease.protocol.Operation.*;
import org.jspecify.annotations.Nullable;

/** Operations: their request, grant and end (rules 5 to 12). */
public final class OperationRules {

  private OperationRules() {}

  /** Asks for an operation. A refusal for a conflict is recorded as a REFUSED operation. */
  public static Decision<Operation> request(
      FileState before, UUID id, Request asked, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    FileFacts file = draft.state.file();
    Refusal impossible = impossible(draft, asked);
    if (impossible != null) {
      return draft.refuse(impossible);
    }
    Extent extent = RequestRules.extent(asked, file);
    var conflicts = Conflicts.of(draft.state, extent);
    Refusal conflict = conflicts.refusal(asked);
    boolean breaks =
        extent.need() == OperationCase.HARD
            && file.isDax()
            && (conflict == null
                || NowaitRules.asksFirst(draft.state, conflict, extent.affected()));
    List<UUID> joined = breaks ? BreakRules.over(draft.state, extent.affected()) : List.of();
    arrive(draft, id, asked, extent, conflicts, conflict, joined);
    if (breaks) {
      startBreaks(draft, id, joined);
    }
    if (conflict != null) {
      return draft.refuse(conflict);
    }
    settle(draft);
    return draft.accept(draft.operation(id));
  }

  /** Takes its place behind all others, in the breaks that it joined; refused for a conflict. */
  private static void arrive(
      Draft draft,
      UUID id,
      Request asked,
      Extent extent,
      Conflicts conflicts,
      @Nullable Refusal conflict,
      List<UUID> joined) {
    var operation =
        new Operation(
            id,
            draft.state.file().sequence().lastArrival() + 1,
            asked,
            extent,
            new Progress(
                conflicts.earlier() ? OperationState.QUEUED : OperationState.BREAKING,
                null,
                conflict == null ? RequestRules.timers(draft, asked, conflicts) : Timers.NONE,
                joined.size(),
                false));
    draft.record(new OperationRequested(operation, joined));
    conflicts.leases().forEach((lease, pins) -> draft.record(new LeaseConflict(lease, id, pins)));
    if (conflict != null) {
      Progress refused = draft.operation(id).progress().become(OperationState.REFUSED);
      draft.record(new OperationRefused(operation.with(refused), conflict.code()));
    }
  }

  /** What no operation is recorded for; that the requester is gone comes first (rule 19). */
  private static @Nullable Refusal impossible(Draft draft, Request asked) {
    UUID requester = asked.wishes().requesterProcessId();
    Refusal gone = requester == null ? null : draft.goneProcess("requesterProcessId", requester);
    Refusal wrong = RequestRules.check(asked, draft.state.file());
    return gone instanceof Refusal.ProcessGone || wrong == null ? gone : wrong;
  }

  /** What a request affects, and what it needs there; empty where it makes no sense. */
  public static Optional<Extent> extent(Request asked, FileFacts file) {
    return RequestRules.check(asked, file) == null
        ? Optional.of(RequestRules.extent(asked, file))
        : Optional.empty();
  }

  private static void startBreaks(Draft draft, UUID id, List<UUID> joined) {
    Operation operation = draft.operation(id);
    if (operation.state().isWaiting()) {
      joined.forEach(b -> BreakRules.resume(draft, b));
    }
    Set<UUID> pinned = new HashSet<>();
    draft.state.pinsOver(operation.affected()).forEach(p -> pinned.add(p.processId()));
    BreakRules.start(draft, id);
    Operation begun = draft.operation(id);
    boolean disturbs =
        begun.request().onConflict() != OnConflict.FAIL
            && (begun.state().isWaiting() || begun.progress().breaks() > 0);
    if (disturbs) {
      List.copyOf(draft.state.leases()).stream()
          .filter(l -> l.isLive() && l.standing().origin() == LeaseOrigin.EXPLICIT)
          .filter(l -> LeaseRules.pages(draft, l.range()).overlaps(operation.affected()))
          .filter(l -> !pinned.contains(l.processId()))
          .filter(l -> begun.state().isWaiting() || !NowaitRules.hasBeenTold(draft.state, l, begun))
          .forEach(l -> Signals.notice(draft, operation, l));
    }
  }

  /** Completes a granted operation with its token; again with the same token is fine. */
  public static Decision<Operation> complete(
      FileState before, UUID id, long token, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Operation operation = draft.operation(id);
    Grant grant = operation.progress().grant();
    if (grant == null || grant.token() != token) {
      return draft.refuse(new Refusal.Stale("The token is not the one of this operation's grant."));
    }
    if (operation.state() == OperationState.COMPLETED) {
      return draft.accept(operation);
    }
    if (operation.isGranted(now)) {
      complete(draft, operation);
      settle(draft);
      return draft.accept(draft.operation(id));
    }
    if (operation.state() == OperationState.GRANTED) {
      expire(draft, operation);
      settle(draft);
    }
    Operation late = draft.operation(id);
    draft.record(new OperationLate(late));
    return draft.refuse(
        new Refusal.Stale("The operation is " + late.state() + "; the grant is over."));
  }

  /** Extends a grant to the policy's grantTtl from now, if it ends before; the token stays. */
  public static Decision<Operation> renew(
      FileState before, UUID id, long token, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Operation operation = draft.operation(id);
    Grant grant = operation.progress().grant();
    if (grant == null || grant.token() != token || !operation.isGranted(now)) {
      return draft.refuse(new Refusal.Stale("There is no grant with this token."));
    }
    renew(draft, operation, grant, Instants.later(grant.expiresAt(), expiry(draft)));
    return draft.accept(draft.operation(id));
  }

  /**
   * An overdue grant that was good when an outage began is good for a whole grantTtl from its end,
   * as nobody could renew it meanwhile (rule 15: an outage delays); any other stays as it is.
   */
  public static Decision<Operation> renewAfterOutage(
      FileState before, UUID id, Attendance attended, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Operation operation = draft.operation(id);
    Grant grant = operation.progress().grant();
    if (grant != null && operation.isOverdue(now)) {
      Instant until = attended.goodUntil(grant.expiresAt(), draft.state.file().policy().grantTtl());
      if (now.isBefore(until)) {
        renew(draft, operation, grant, until);
      }
    }
    return draft.accept(draft.operation(id));
  }

  private static void renew(Draft draft, Operation operation, Grant grant, Instant until) {
    Grant renewed = new Grant(grant.token(), until, grant.confirmed());
    draft.record(new OperationRenewed(operation.with(operation.progress().with(renewed))));
  }

  /** Cancels a waiting operation, or gives a grant up; cancelling a cancelled one is fine. */
  public static Decision<Operation> cancel(
      FileState before, UUID id, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Operation operation = draft.operation(id);
    if (operation.state() == OperationState.CANCELLED) {
      return draft.accept(operation);
    }
    if (!operation.state().isUnfinished()) {
      return draft.refuse(new Refusal.Stale("The operation is " + operation.state() + " already."));
    }
    if (operation.isOverdue(now)) {
      expire(draft, operation);
      settle(draft);
      return draft.refuse(new Refusal.Stale("The operation is EXPIRED; the grant is over."));
    }
    cancel(draft, operation, CancelReason.REQUEST);
    settle(draft);
    return draft.accept(draft.operation(id));
  }

  /** Fires whatever is due for an operation; what is not due, or not any more, does nothing. */
  public static Decision<Operation> fire(
      FileState before, UUID id, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Operation operation = draft.operation(id);
    Timers timers = operation.progress().timers();
    switch (operation.state()) {
      case GRANTED -> {
        if (operation.isOverdue(now)) {
          expire(draft, operation);
        }
      }
      case QUEUED, BREAKING -> {
        if (isDue(timers.waitUntil(), now)) {
          cancel(draft, operation, CancelReason.TIMEOUT);
        } else if (isDue(timers.shortPinsAt(), now)) {
          overstay(draft, operation);
        }
      }
      case EXPIRED, REFUSED -> {
        if (isDue(timers.reopensAt(), now)) {
          Operation open = operation.with(operation.progress().with(Timers.NONE));
          draft.record(new OperationReopened(open));
        }
      }
      case COMPLETED, CANCELLED -> {}
    }
    settle(draft);
    return draft.accept(draft.operation(id));
  }

  /** An operator moves the ladders of an operation on: one step, or to {@code how.stage()}. */
  public static Decision<Operation> expedite(
      FileState before, UUID id, Expedite how, Instant now, Supplier<UUID> ids) {
    var draft = new Draft(before, now, ids);
    Operation operation = draft.operation(id);
    if (!operation.state().isWaiting()) {
      return draft.refuse(new Refusal.Stale("The operation is " + operation.state() + "."));
    }
    if (operation.hasWaitedTooLong(now)) {
      return draft.refuse(new Refusal.Stale("The operation has waited for as long as it may."));
    }
    draft.record(new OperationExpedited(operation, how.stage(), how.reason()));
    for (LeaseBreak present : List.copyOf(draft.state.breaks())) {
      if (present.isRunning()
          && BreakRules.interested(draft.state, present).stream()
              .anyMatch(o -> o.id().equals(id))) {
        expedite(draft, present, how.stage());
      }
    }
    return draft.accept(draft.operation(id));
  }

  /** How far an operator wants the ladders to go: one step where no stage is named. */
  public record Expedite(@Nullable BreakStage stage, String reason) {}

  private static void expedite(Draft draft, LeaseBreak present, @Nullable BreakStage target) {
    LeaseBreak at = draft.leaseBreak(present.id());
    boolean more = hasStep(at, target);
    while (more) {
      BreakRules.step(draft, at);
      at = draft.leaseBreak(present.id());
      // A stage that repeats itself leads no further.
      more = target != null && at.terms().after(at.stage()) != at.stage() && hasStep(at, target);
    }
  }

  private static boolean hasStep(LeaseBreak at, @Nullable BreakStage target) {
    BreakStage next = at.terms().after(at.stage());
    return next != null
        && (target == null || at.stage().compareTo(target) < 0 && next.compareTo(target) <= 0);
  }

  // Inside

  /** Grants what nothing holds up any more, in the order of arrival (rule 10). */
  static void settle(Draft draft) {
    for (Operation each : draft.state.operations()) {
      Operation operation = draft.operation(each.id());
      if (!operation.state().isWaiting() || hasEarlier(draft.state, operation)) {
        continue;
      }
      boolean pinned =
          operation.isHard()
              && draft.state.file().isDax()
              && draft.state.pinsOver(operation.affected()).findAny().isPresent();
      if (!pinned && operation.hasWaitedTooLong(draft.now)) {
        cancel(draft, operation, CancelReason.TIMEOUT);
      } else if (!pinned) {
        grant(draft, operation);
      } else if (operation.state() == OperationState.QUEUED) {
        Progress next = operation.progress().become(OperationState.BREAKING);
        draft.record(new OperationBreaking(operation.with(next)));
      }
    }
  }

  private static boolean hasEarlier(FileState state, Operation operation) {
    return operation.extent().need().isExclusive()
        && state.operations().stream()
            .anyMatch(o ->
                o.arrival() < operation.arrival()
                    && o.isUnfinished()
                    && o.affected().overlaps(operation.affected()));
  }

  private static void grant(Draft draft, Operation operation) {
    var conflicts = Conflicts.of(draft.state, operation.extent());
    if (conflicts.hasUnbreakable()) {
      // Rule 5 is looked at again: between request and grant a lease may have become unbreakable.
      Errno code = conflicts.unbreakableRefusal(operation.request()).code();
      Progress refused = operation.progress().become(OperationState.REFUSED).with(Timers.NONE);
      draft.record(new OperationRefused(operation.with(refused), code));
      return;
    }
    if (operation.isHard()) {
      List<Pin> remaining = draft.state.pinsOver(operation.affected()).toList();
      for (Pin pin : remaining) {
        draft.record(new PinDetached(pin.with(pin.standing().detach()), operation.id()));
      }
    }
    long token = draft.state.file().sequence().lastToken() + 1;
    boolean presumed =
        operation.progress().presumed()
            || (operation.isHard()
                && draft.state.file().presumedFree().overlaps(operation.affected()));
    Grant grant = new Grant(token, expiry(draft), !presumed);
    Progress granted =
        operation.progress().become(OperationState.GRANTED).with(grant).with(Timers.NONE);
    draft.record(new OperationGranted(operation.with(granted)));
    if (operation.request().wishes().autoComplete()) {
      complete(draft, draft.operation(operation.id()));
    }
  }

  private static void complete(Draft draft, Operation operation) {
    Grant grant = Objects.requireNonNull(operation.progress().grant());
    FileFacts file = draft.state.file();
    boolean unlink = operation.kind() == OperationKind.UNLINK;
    long generation = file.sequence().generation();
    if (operation.extent().need().isExclusive()) {
      generation = Math.max(generation, grant.token());
    }
    FileFacts after = file.completed(RequestRules.sizeAfter(operation, file), generation, unlink);
    if (operation.isHard() && !operation.request().wishes().autoComplete()) {
      // Its real work was done by somebody who was told.
      after = after.presuming(file.presumedFree().without(operation.affected()));
    }
    Progress completed = operation.progress().become(OperationState.COMPLETED);
    draft.record(new OperationCompleted(operation.with(completed), after));
    if (unlink) {
      TeardownRules.unlinked(draft);
    }
  }

  static void cancel(Draft draft, Operation operation, CancelReason reason) {
    boolean waited = operation.state().isWaiting();
    Progress cancelled = operation.progress().become(OperationState.CANCELLED).with(Timers.NONE);
    draft.record(new OperationCancelled(operation.with(cancelled), reason));
    if (waited) {
      BreakRules.leave(draft, operation.id());
    }
  }

  private static void expire(Draft draft, Operation operation) {
    Duration lockDelay = draft.state.file().policy().lockDelay();
    Instant reopens =
        operation.extent().need().isExclusive() && !lockDelay.isZero()
            ? draft.now.plus(lockDelay)
            : null;
    Progress expired =
        operation.progress().become(OperationState.EXPIRED).with(new Timers(null, null, reopens));
    draft.record(new OperationExpired(operation.with(expired)));
  }

  private static void overstay(Draft draft, Operation operation) {
    Progress examined = operation.progress().with(operation.progress().timers().withoutShortPins());
    draft.record(new ShortPinsExamined(operation.with(examined)));
    BreakRules.overstay(draft, operation, _ -> true);
    BreakRules.start(draft, operation.id());
  }

  static void coolDown(Draft draft, Operation refused) {
    Instant until = draft.now.plus(draft.state.file().policy().coolDown());
    Progress cooling = refused.progress().with(new Timers(null, null, until));
    draft.record(new OperationCooling(refused.with(cooling)));
  }

  private static Instant expiry(Draft draft) {
    return draft.now.plus(draft.state.file().policy().grantTtl());
  }

  private static boolean isDue(@Nullable Instant at, Instant now) {
    return at != null && !now.isBefore(at);
  }
}
