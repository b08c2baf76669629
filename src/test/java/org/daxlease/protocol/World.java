package org.daxlease.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A small world to explore: a file of two pages, two processes that map it, and what they may do.
 *
 * @param actors the processes that do something
 * @param leases what a lease request may say: range and breakable
 * @param requests what may be asked of the file
 * @param pinsEach live pins that a process may have at a time
 * @param openAtOnce operations that may be open at a time
 */
record World(
    String name,
    Backing backing,
    Policy policy,
    List<UUID> actors,
    Set<Term> terms,
    List<ByteRange> pins,
    List<LeaseWish> leases,
    List<Operation.Request> requests,
    Set<Extra> extras,
    Limits limits) {

  static final int PAGE = 4096;
  static final ByteRange A = new ByteRange(0, PAGE);
  static final ByteRange B = new ByteRange(PAGE, 2 * PAGE);
  static final ByteRange AB = new ByteRange(0, 2 * PAGE);
  static final UUID P = new UUID(1, 1);
  static final UUID Q = new UUID(1, 2);
  static final UUID MAPPING_OF_P = new UUID(2, 1);
  static final UUID MAPPING_OF_Q = new UUID(2, 2);
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** Longer than the whole ladder of a holder that is broken at once. */
  static final Instant AGENT_UNTIL = START.plusSeconds(7);

  /** Times are small multiples of one second, so that few different distances arise. */
  static final Policy POLICY =
      new Policy(
          Duration.ofSeconds(2),
          UnleasedPin.SIGBUS,
          Escalation.SIGBUS_THEN_SIGKILL,
          AfterKill.FENCE,
          Duration.ofSeconds(1),
          LapsedHolder.LADDER,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          null,
          DeadlineFrom.NOTIFIED);

  record LeaseWish(ByteRange range, boolean breakable) {}

  record Limits(int pinsEach, int openAtOnce, int states) {}

  /** Commands that not every world has. */
  enum Extra {
    TRIM,
    TRANSFER,
    DEPART,
    RENEW,
    EXPEDITE,
    LAPSE,
    UNMAP,
    /** The node agent of P's host is alive for a while from the beginning. */
    AGENT
  }

  static Policy policy(UnleasedPin unleasedPin, Escalation escalation, AfterKill afterKill) {
    return POLICY.with(
        new Overrides()
            .unleasedPin(unleasedPin)
            .escalation(escalation)
            .afterKill(afterKill)
            .build());
  }

  static Operation.Request punch(ByteRange range, OnConflict onConflict) {
    return punch(range, onConflict, null);
  }

  static Operation.Request punch(ByteRange range, OnConflict onConflict, @Nullable UUID requester) {
    return new Operation.Request(
        OperationKind.PUNCH_HOLE,
        new Operation.Arguments(null, range.start(), range.length()),
        onConflict,
        new Operation.Wishes(false, null, null, requester));
  }

  static Operation.Request resize(OperationKind kind, long newSize, boolean autoComplete) {
    return new Operation.Request(
        kind,
        new Operation.Arguments(newSize, null, null),
        OnConflict.WAIT,
        new Operation.Wishes(autoComplete, null, null, null));
  }

  static Operation.Request patient(Operation.Request asked, Duration maxWait) {
    return new Operation.Request(
        asked.kind(),
        asked.arguments(),
        asked.onConflict(),
        new Operation.Wishes(false, null, maxWait, asked.wishes().requesterProcessId()));
  }

  static Operation.Request unlink(boolean autoComplete) {
    return new Operation.Request(
        OperationKind.UNLINK,
        new Operation.Arguments(null, null, null),
        OnConflict.WAIT,
        new Operation.Wishes(autoComplete, null, null, null));
  }

  FileState begin() {
    var state =
        new FileState(
            new FileFacts(
                new UUID(3, 1),
                new FileFacts.Shape(backing, 2 * PAGE, PAGE),
                FileFacts.Sequence.START,
                policy,
                RangeSet.EMPTY,
                false));
    Instant agentUntil = extras.contains(Extra.AGENT) ? AGENT_UNTIL : null;
    state.put(new Process(P, ProcessState.RUNNING, false, false, agentUntil));
    state.put(new Process(Q, ProcessState.RUNNING, false, false, null));
    state.put(mapping(MAPPING_OF_P, P));
    state.put(mapping(MAPPING_OF_Q, Q));
    return state;
  }

  private static Mapping mapping(UUID id, UUID processId) {
    return new Mapping(id, processId, AB, Protection.READ_WRITE, AB.end(), MappingState.MAPPED);
  }

  static UUID mappingOf(UUID processId) {
    return processId.equals(P) ? MAPPING_OF_P : MAPPING_OF_Q;
  }

  static UUID other(UUID processId) {
    return processId.equals(P) ? Q : P;
  }
}
