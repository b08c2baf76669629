package org.daxlease.checker;

import static org.daxlease.checker.Story.time;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Ways to falsify the good history, each with the invariant that it breaks. */
enum Falsification {
  GRANTED_BEFORE_THE_UNPIN(
      Invariant.I1,
      s -> s.moved(s.position("operation.granted", 1), s.position("pin.unpinned", 1))),
  GRANTED_THOUGH_NOBODY_UNPINNED(Invariant.I1, s -> s.without(s.position("pin.unpinned", 1))),
  GRANTED_THOUGH_NOTHING_WAS_REVOKED(Invariant.I1, s -> s.without(s.position("pin.revoked", 1))),
  A_DAX_PIN_IS_DETACHED(
      Invariant.I1,
      s -> {
        GoodHistory.pin(s.at(150), "detached", "A", "P", "LP", 0, 4096, "operationId", "T1");
        return s;
      }),
  AN_OPERATION_AFFECTS_LESS_THAN_IT_MUST(
      Invariant.I1,
      s -> s.changed(s.position("operation.requested", 1), d -> d.put("length", 8192))),

  PINNED_OVER_A_WAITING_OPERATION(Invariant.I2, s -> pinned(s, 150, 0)),
  PINNED_OVER_A_GRANT(Invariant.I2, s -> pinned(s, 255, 0)),
  PINNED_DURING_THE_BREAK_OF_A_REFUSED_REQUEST(Invariant.I2, s -> pinned(s, 310, 8192)),
  PINNED_DURING_THE_COOL_DOWN(Invariant.I2, s -> pinned(s, 350, 8192)),
  PINNED_DURING_THE_LOCK_DELAY(Invariant.I2, s -> pinned(s, 1550, 32768)),
  LEASED_OVER_A_WAITING_OPERATION(
      Invariant.I2,
      s -> {
        GoodHistory.lease(s.at(150), "taken", "LQ", "Q", "HELD", 1, 1);
        return s;
      }),
  TRANSFERRED_OVER_A_WAITING_OPERATION(
      Invariant.I2,
      s -> {
        GoodHistory.pin(s.at(150), "transferred", "A", "Q", null, 0, 4096, "fromProcessId", "P");
        return s;
      }),
  REOPENED_TOO_EARLY(Invariant.I2, s -> retimed(s, "operation.reopened", 2, 1, 1599)),
  NO_COOL_DOWN(Invariant.I2, s -> s.without(s.position("operation.cooling", 1))),

  SIGBUS_BEFORE_ITS_DEADLINE(Invariant.I3, s -> retimed(s, "lease.broken", 1, 3, 199)),
  SIGKILL_BEFORE_ITS_DEADLINE(Invariant.I3, s -> retimed(s, "break.advanced", 3, 2, 2199)),
  FENCED_WITHIN_THE_GRACE(Invariant.I3, s -> retimed(s, "process.fenced", 1, 5, 2279)),
  POSTPONED_WITHIN_THE_GRACE(Invariant.I3, s -> retimed(s, "break.advanced", 4, 1, 2249)),
  POSTPONED_FOR_NO_AGENT(
      Invariant.I3,
      s -> s.changed(s.position("agent.registered", 1), d -> d.put("host", "another"))),
  A_COMPRESSED_LADDER(
      Invariant.I3,
      s ->
          s.changed(s.position("break.advanced", 1), d -> d.put("deadline", time(300)))
              .changed(s.position("signal.sigbus", 1), d -> d.put("deadline", time(300)))),
  SIGKILL_TWICE(Invariant.I3, s -> s.twice(s.position("signal.sigkill", 1))),
  BROKEN_BEFORE_ITS_DEADLINE(Invariant.I3, s -> retimed(s, "lease.broken", 1, 1, 150)),
  FENCED_THOUGH_THE_EXIT_IS_AWAITED(
      Invariant.I3,
      s ->
          s.changed(s.position("break.advanced", 3), d -> d.remove("deadline"))
              .changed(s.position("signal.sigkill", 1), d -> d.remove("deadline"))),
  A_DEADLINE_THOUGH_THE_BREAK_TIME_NEVER_ENDS(
      Invariant.I3,
      s -> {
        s.changed(s.position("break.begun", 1), d -> d.remove("deadline"))
            .changed(s.position("signal.sigio", 1), d -> d.remove("deadline"));
        GoodHistory.advanced(s.at(101), "B1", "P", "LP", "SIGIO", 201);
        return s;
      }),
  A_FAIL_DISTURBS(
      Invariant.I3,
      s -> s.changed(s.position("operation.requested", 1), d -> d.put("onConflict", "FAIL"))),
  A_FAIL_TELLS_A_HOLDER_WITHOUT_PINS(Invariant.I3, s -> noticed(s, "FAIL")),
  AN_UNBREAKABLE_LEASE_IS_BROKEN(
      Invariant.I3,
      s -> {
        for (String type : List.of("taken", "breaking", "broken")) {
          s.changed(s.position("lease." + type, 1), d -> d.put("breakable", false));
        }
        return s;
      }),
  TWO_BREAKS_OF_ONE_LEASE_AT_ONCE(Invariant.I3, Falsification::brokenTwice),
  SIGIO_TWICE(Invariant.I3, s -> s.twice(s.position("signal.sigio", 1))),
  NO_SIGIO(Invariant.I3, s -> s.without(s.position("signal.sigio", 1))),
  SIGBUS_AHEAD_OF_THE_DELIVERY(Invariant.I3, s -> s.without(s.position("break.delivered", 1))),
  SIGBUS_BEFORE_THE_DEADLINE_THAT_A_DELIVERY_SET(
      Invariant.I3, s -> retimed(s, "lease.broken", 3, 3, 2429)),
  DELIVERED_BEFORE_IT_WAS_SENT(
      Invariant.I3, s -> s.moved(s.position("break.delivered", 1), s.position("signal.sigio", 3))),
  DELIVERED_TWICE(
      Invariant.I3,
      s -> {
        GoodHistory.delivered(s.at(2340), "B5", "Q", "LQ", "SIGIO", 2440);
        return s;
      }),
  ANOTHER_SIGNAL_WAS_DELIVERED(
      Invariant.I3,
      s ->
          s.changed(
              s.position("break.delivered", 1),
              d -> d.put("eventId", Integer.toString(s.position("signal.sigio", 2))))),
  DELIVERED_THOUGH_NOTHING_COUNTS_FROM_THERE(
      Invariant.I3, s -> s.changed(s.position("break.begun", 4), d -> d.remove("deadlineFrom"))),
  A_DELIVERY_THAT_LEAVES_LESS_TIME(
      Invariant.I3,
      s ->
          retimed(s, "lease.broken", 3, 3, 2420)
              .changed(s.position("break.delivered", 1), d -> d.put("deadline", time(2420)))),
  A_DELIVERY_THAT_POSTPONES(
      Invariant.I3,
      s -> s.changed(s.position("break.delivered", 1), d -> d.put("deadline", time(2520)))),
  A_SIGNAL_TELLS_NO_LIMIT(
      Invariant.I3, s -> s.changed(s.position("signal.sigio", 3), d -> d.remove("limit"))),
  A_SIGNAL_NAMES_NO_PIN(
      Invariant.I3, s -> s.changed(s.position("signal.sigio", 1), d -> d.putArray("pins"))),
  A_SIGNAL_GOES_TO_SOMEBODY_ELSE(
      Invariant.I3, s -> s.changed(s.position("signal.sigio", 1), d -> d.put("processId", "Q"))),
  A_BREAK_OUTLIVES_ITS_PINS(Invariant.I3, s -> s.without(s.position("break.ended", 1))),
  A_BREAK_OUTLIVES_ITS_HOLDER(Invariant.I3, s -> s.without(s.position("break.ended", 3))),
  A_BREAK_OUTLIVES_WHO_WAITED(Invariant.I3, s -> cancelled(s, 150, "T1", 0, "reason", "REQUEST")),
  A_BREAK_ENDS_FOR_ANOTHER_REASON(
      Invariant.I3, s -> s.changed(s.position("break.ended", 1), d -> d.put("outcome", "EXITED"))),
  A_PRESUMED_DEATH_IS_CONFIRMED(
      Invariant.I3,
      s -> s.changed(s.position("operation.granted", 3), d -> d.put("confirmed", true))),
  WAITS_FOR_NOTHING(Invariant.I3, s -> s.without(s.position("operation.granted", 1))),
  TIME_GOES_BACK(Invariant.I3, s -> retimed(s, "pin.unpinned", 2, 3, 299)),

  THE_SAME_TOKEN_AGAIN(Invariant.I4, s -> token(s, 2)),
  A_SMALLER_TOKEN(Invariant.I4, s -> token(s, 1)),
  COMPLETED_WITH_ANOTHER_TOKEN(
      Invariant.I4, s -> s.changed(s.position("operation.completed", 1), d -> d.put("token", 3))),
  THE_GENERATION_DECREASES(
      Invariant.I4,
      s -> s.changed(s.position("operation.completed", 2), d -> d.put("generation", 1))),
  THE_GENERATION_STAYS(
      Invariant.I4,
      s -> s.changed(s.position("operation.completed", 1), d -> d.put("generation", 1))),
  COMPLETED_TOO_LATE(Invariant.I4, s -> retimed(s, "operation.completed", 2, 1, 9000)),
  GIVEN_UP_TOO_LATE(Invariant.I4, s -> givenUp(s, 9000, "REQUEST")),
  EXPIRED_TOO_EARLY(Invariant.I4, s -> retimed(s, "operation.expired", 1, 1, 1499)),
  TWO_GRANTS_OVER_ONE_RANGE(
      Invariant.I4,
      s -> {
        GoodHistory.requested(s.at(255), "T9", "PUNCH_HOLE", 0, 4096, "WAIT");
        GoodHistory.granted(s, "T9", "PUNCH_HOLE", 0, 4096, 9, true);
        return s;
      }),
  A_REQUEST_IS_PASSED_OVER(
      Invariant.I4,
      s -> {
        GoodHistory.requested(s.at(150), "T9", "PUNCH_HOLE", 0, 4096, "WAIT");
        GoodHistory.granted(s.at(255), "T9", "PUNCH_HOLE", 0, 4096, 9, true);
        return s;
      }),

  A_GAP(Invariant.I5, s -> s.gapAt(20)),
  NO_BEGINNING(Invariant.I5, s -> s.gapAt(1)),
  NO_REQUEST(Invariant.I5, s -> s.without(s.position("operation.requested", 3))),
  GRANTED_BEFORE_IT_IS_REQUESTED(
      Invariant.I5,
      s -> s.moved(s.position("operation.granted", 2), s.position("operation.requested", 3))),
  REVOKED_BEFORE_THE_FENCE(
      Invariant.I5, s -> s.moved(s.position("pin.revoked", 1), s.position("process.fenced", 1))),
  GRANTED_TWICE(Invariant.I5, s -> s.twice(s.position("operation.granted", 1))),
  COMPLETED_TWICE(Invariant.I5, s -> s.twice(s.position("operation.completed", 1))),
  GRANTED_AFTER_IT_GAVE_UP(
      Invariant.I5,
      s -> s.changed(s.position("operation.requested", 5), d -> d.put("waitUntil", time(2439)))),
  GAVE_UP_TOO_EARLY(Invariant.I5, s -> retimed(s, "operation.cancelled", 1, 1, 2419)),
  GAVE_UP_THOUGH_IT_MAY_WAIT(
      Invariant.I5,
      s -> s.changed(s.position("operation.requested", 6), d -> d.remove("waitUntil"))),
  CANCELLED_FOR_TIME_WHEN_IT_WAS_GRANTED(
      Invariant.I5,
      s ->
          givenUp(
              s.changed(s.position("operation.requested", 5), d -> d.put("waitUntil", time(2445))),
              2600,
              "TIMEOUT")),
  CANCELLED_WHEN_IT_WAS_COMPLETED(
      Invariant.I5, s -> cancelled(s, 270, "T1", 0, "reason", "REQUEST")),
  UNPINNED_TWICE(Invariant.I5, s -> s.twice(s.position("pin.unpinned", 1))),
  ENDED_TWICE(Invariant.I5, s -> s.twice(s.position("break.ended", 1))),
  EXITED_TWICE(Invariant.I5, s -> s.twice(s.position("process.exited", 1))),
  A_LEASE_CHANGES_UNSEEN(Invariant.I5, s -> s.without(s.position("lease.breaking", 1))),
  A_LEASE_IS_BROKEN_UNSEEN(Invariant.I5, s -> s.without(s.position("lease.broken", 1))),
  A_PIN_OF_NOBODY(Invariant.I5, s -> s.without(s.position("process.registered", 2))),
  AN_UNKNOWN_TYPE(Invariant.I5, s -> s.at(2600).entry("file.lost", "fileId", "F")),
  NO_TYPE(Invariant.I5, s -> s.sealedOtherwise(3, e -> e.remove("type"))),
  PINNED_BEYOND_THE_END(
      Invariant.I5,
      s -> {
        GoodHistory.pin(s.at(9), "pinned", "X", "Q", null, 65536, 4096);
        GoodHistory.pin(s.at(10), "unpinned", "X", "Q", null, 65536, 4096, "reason", "REQUEST");
        return s;
      }),
  ANOTHER_SUBJECT(Invariant.I5, s -> s.sealedOtherwise(9, e -> e.put("subject", "G"))),

  A_PIN_OUTLIVES_ITS_PROCESS(Invariant.I6, s -> s.without(s.position("pin.revoked", 1))),
  A_MAPPING_OUTLIVES_ITS_PROCESS(Invariant.I6, s -> s.without(s.position("mapping.unmapped", 1))),
  A_COVERED_PIN_IS_NOT_COUNTED(
      Invariant.I6,
      s -> {
        GoodHistory.pin(s.at(9), "pinned", "X", "P", null, 20480, 4096);
        GoodHistory.pin(s.at(10), "unpinned", "X", "P", null, 20480, 4096, "reason", "REQUEST");
        return s;
      }),
  A_LEASE_IS_NARROWED_AWAY_FROM_ITS_PIN(
      Invariant.I6,
      s -> {
        GoodHistory.lease(s.at(2451), "taken", "LX", "Q", "HELD", 1, 1);
        GoodHistory.pin(s, "pinned", "X", "Q", "LX", 0, 4096, "generation", 5);
        Object[] narrow = {"offset", 4096L, "length", 8192L, "released", false};
        GoodHistory.lease(s.at(2452), "changed", "LX", "Q", "HELD", 2, 2, narrow);
        GoodHistory.pin(s.at(2453), "unpinned", "X", "Q", "LX", 0, 4096, "reason", "REQUEST");
        Object[] released = {
          "offset", 4096L, "length", 8192L, "released", true, "reason", "REQUEST"
        };
        GoodHistory.lease(s.at(2454), "released", "LX", "Q", "RELEASED", 0, 3, released);
        return s;
      }),
  A_REFERENCE_TOO_MANY(
      Invariant.I6, s -> s.changed(s.position("lease.breaking", 1), d -> d.put("references", 3))),
  A_BREAK_COUNTS_OTHER_PINS(
      Invariant.I6, s -> s.changed(s.position("break.advanced", 1), d -> d.put("pins", 2))),
  A_PIN_COUNTS_ON_THE_LEASE_OF_ANOTHER(
      Invariant.I6, s -> s.changed(s.position("pin.pinned", 2), d -> d.put("leaseId", "LP")));

  private final Invariant breaks;
  private final UnaryOperator<Story> how;

  Falsification(Invariant breaks, UnaryOperator<Story> how) {
    this.breaks = breaks;
    this.how = how;
  }

  Invariant breaks() {
    return breaks;
  }

  Story of(Story good) {
    return how.apply(good);
  }

  private static Story pinned(Story story, long moment, long offset) {
    long generation = moment < 260 ? 1 : moment < 1500 ? 2 : 3;
    GoodHistory.pin(
        story.at(moment), "pinned", "X", "Q", null, offset, 4096, "generation", generation);
    return story;
  }

  private static Story cancelled(
      Story story, long moment, String operation, long offset, Object... more) {
    GoodHistory.operation(
        story.at(moment), "cancelled", operation, "PUNCH_HOLE", "CANCELLED", offset, 4096, more);
    return story;
  }

  /** P, whose lease covers the range of T3, is told of it. */
  private static Story noticed(Story story, String onConflict) {
    return story
        .changed(story.position("operation.requested", 3), d -> d.put("onConflict", onConflict))
        .at(500)
        .entry(
            "signal.sigio",
            "signal",
            "SIGIO",
            "fileId",
            "F",
            "processId",
            "P",
            "leaseId",
            "LP2",
            "operationId",
            "T3",
            "affected",
            Map.of("offset", 32768, "length", 4096),
            "pins",
            List.of(),
            "epoch",
            1);
  }

  /** P has a second pin in the range of T1, and T1 begins a break of its own for that. */
  private static Story brokenTwice(Story story) {
    GoodHistory.pin(story.at(9), "pinned", "X", "P", "LP", 0, 4096);
    for (String type : List.of("breaking", "broken")) {
      story.changed(story.position("lease." + type, 1), d -> d.put("references", 3));
    }
    GoodHistory.begun(story.at(100), "B9", "P", "LP", "SIGIO", 400L, 2, "T1", "X");
    GoodHistory.signal(story, "SIGIO", "B9", "P", "LP", "T1", 0, 4096, 2, 400L, "X");
    GoodHistory.pin(story.at(249), "unpinned", "X", "P", "LP", 0, 4096, "reason", "REQUEST");
    GoodHistory.ended(story, "B9", "P", "LP", "SIGIO", "UNPINNED");
    return story;
  }

  /** What had the last grant is cancelled, and not completed. */
  private static Story givenUp(Story story, long moment, String reason) {
    Story granted = story.without(story.position("operation.completed", 3));
    return cancelled(granted, moment, "T5", 16 * 1024, "reason", reason, "token", 5);
  }

  /** Moves the nth entry of a type, and some behind it, to another moment. */
  private static Story retimed(Story story, String type, int nth, int entries, long moment) {
    int from = story.position(type, nth);
    return story.retimed(from, from + entries - 1, moment);
  }

  private static Story token(Story story, int token) {
    return story.changed(story.position("operation.granted", 2), d -> d.put("token", token));
  }
}
