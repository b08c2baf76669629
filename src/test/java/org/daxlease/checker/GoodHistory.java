package org.daxlease.checker;

import static org.daxlease.checker.Story.time;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A history in which everything is right: a ladder up to SIGBUS, a NOWAIT request with its
 * cool-down, a transfer, an expired grant, a fence, and a ladder that counts from the delivery of
 * its signals. T is 100 ms, the grace 50 ms.
 */
final class GoodHistory {

  private static final long K = 1024;

  private GoodHistory() {}

  static Story told() {
    var story = new Story();
    world(story);
    ladder(story);
    nowait(story);
    handOver(story);
    expiry(story);
    fence(story);
    delivery(story);
    return story;
  }

  private static void world(Story story) {
    story.at(0).entry("filesystem.changed", "filesystem", "fs", "policy", Map.of());
    story.at(1);
    story.entry(
        "file.registered",
        "",
        file(),
        "backing",
        "DAX",
        "size",
        64 * K,
        "pageSize",
        4096,
        "generation",
        1);
    process(story.at(2), "P", "registered", "RUNNING");
    process(story.at(3), "Q", "registered", "RUNNING");
    mapping(story.at(4), "mapped", "MP", "P", null);
    mapping(story.at(5), "mapped", "MQ", "Q", null);
    lease(story.at(6), "taken", "LP", "P", "HELD", 1, 1, "pinIds", List.of());
    pin(story.at(7), "pinned", "A", "P", "LP", 0, 4 * K);
    pin(story.at(8), "pinned", "B", "Q", null, 8 * K, 4 * K);
  }

  /** P misses its first deadline and lets go before the second. */
  private static void ladder(Story story) {
    story.at(100);
    requested(story, "T1", "PUNCH_HOLE", 0, 4 * K, "WAIT");
    lease(story, "conflict", "LP", "P", "HELD", 2, 1, "operationId", "T1");
    lease(story, "breaking", "LP", "P", "BREAKING", 2, 2, "operationId", "T1");
    begun(story, "B1", "P", "LP", "SIGIO", 200L, 2, "T1", "A");
    signal(story, "SIGIO", "B1", "P", "LP", "T1", 0, 4 * K, 2, 200L, "A");
    story.at(201);
    lease(story, "broken", "LP", "P", "BROKEN", 2, 3, "breakId", "B1");
    advanced(story, "B1", "P", "LP", "SIGBUS", 301L);
    signal(story, "SIGBUS", "B1", "P", "LP", "T1", 0, 4 * K, 2, 301L, "A");
    story.at(250);
    pin(story, "unpinned", "A", "P", "LP", 0, 4 * K, "reason", "REQUEST");
    ended(story, "B1", "P", "LP", "SIGBUS", "UNPINNED");
    granted(story, "T1", "PUNCH_HOLE", 0, 4 * K, 2, true);
    story.at(260);
    completed(story, "T1", "PUNCH_HOLE", 0, 4 * K, 2);
  }

  /** A NOWAIT request over Q's unleased pin: SIGBUS at once, then the cool-down. */
  private static void nowait(Story story) {
    story.at(300);
    requested(story, "T2", "PUNCH_HOLE", 8 * K, 4 * K, "NOWAIT");
    operation(story, "refused", "T2", "PUNCH_HOLE", "REFUSED", 8 * K, 4 * K, "code", "EWOULDBLOCK");
    begun(story, "B2", "Q", null, "SIGBUS", null, 0, "T2", "B");
    signal(story, "SIGBUS", "B2", "Q", null, "T2", 8 * K, 4 * K, 0, null, "B");
    story.at(320);
    pin(story, "unpinned", "B", "Q", null, 8 * K, 4 * K, "reason", "REQUEST");
    ended(story, "B2", "Q", null, "SIGBUS", "UNPINNED");
    operation(
        story, "cooling", "T2", "PUNCH_HOLE", "REFUSED", 8 * K, 4 * K, "reopensAt", time(370));
    story.at(371);
    operation(story, "reopened", "T2", "PUNCH_HOLE", "REFUSED", 8 * K, 4 * K);
  }

  private static void handOver(Story story) {
    story.at(400);
    pin(story, "pinned", "C", "Q", null, 8 * K, 4 * K, "generation", 2);
    lease(story.at(401), "taken", "LP2", "P", "HELD", 1, 1, "pinIds", List.of());
    story.at(410);
    pin(story, "transferred", "C", "P", "LP2", 8 * K, 4 * K, "fromProcessId", "Q");
  }

  /** An orchestrator that never completes. */
  private static void expiry(Story story) {
    story.at(500);
    requested(story, "T3", "PUNCH_HOLE", 32 * K, 4 * K, "WAIT");
    granted(story, "T3", "PUNCH_HOLE", 32 * K, 4 * K, 3, true);
    story.at(1500);
    operation(
        story,
        "expired",
        "T3",
        "PUNCH_HOLE",
        "EXPIRED",
        32 * K,
        4 * K,
        "token",
        3,
        "reopensAt",
        time(1600));
    story.at(1600);
    operation(story, "reopened", "T3", "PUNCH_HOLE", "EXPIRED", 32 * K, 4 * K, "token", 3);
  }

  /** P stays silent to the end, and the node agent that could report its exit falls silent too. */
  private static void fence(Story story) {
    story.at(1990).entry("agent.registered", "host", "h", "aliveUntil", time(2280));
    story.at(2000);
    requested(story, "T4", "PUNCH_HOLE", 8 * K, 4 * K, "WAIT");
    lease(story, "breaking", "LP2", "P", "BREAKING", 2, 2, "operationId", "T4");
    begun(story, "B4", "P", "LP2", "SIGIO", 2100L, 2, "T4", "C");
    signal(story, "SIGIO", "B4", "P", "LP2", "T4", 8 * K, 4 * K, 2, 2100L, "C");
    story.at(2100);
    lease(story, "broken", "LP2", "P", "BROKEN", 2, 3, "breakId", "B4");
    advanced(story, "B4", "P", "LP2", "SIGBUS", 2200L);
    signal(story, "SIGBUS", "B4", "P", "LP2", "T4", 8 * K, 4 * K, 2, 2200L, "C");
    story.at(2200);
    advanced(story, "B4", "P", "LP2", "SIGKILL", 2250L);
    signal(story, "SIGKILL", "B4", "P", "LP2", "T4", 8 * K, 4 * K, 2, 2250L, "C");
    advanced(story.at(2250), "B4", "P", "LP2", "SIGKILL", 2280L);
    process(story.at(2280), "P", "fenced", "KILLED");
    pin(story, "revoked", "C", "P", "LP2", 8 * K, 4 * K);
    ended(story, "B4", "P", "LP2", "SIGKILL", "FENCED");
    mapping(story, "unmapped", "MP", "P", "FENCE");
    granted(story, "T4", "PUNCH_HOLE", 8 * K, 4 * K, 4, false);
    story.at(2300);
    completed(story, "T4", "PUNCH_HOLE", 8 * K, 4 * K, 4);
  }

  /** Q hears of SIGIO after 20 ms; of SIGBUS nobody knows whether it was delivered. */
  private static void delivery(Story story) {
    lease(story.at(2305), "taken", "LQ", "Q", "HELD", 1, 1, "pinIds", List.of());
    pin(story.at(2306), "pinned", "D", "Q", "LQ", 16 * K, 4 * K, "generation", 4);
    story.at(2310);
    requested(story, "T5", "PUNCH_HOLE", 16 * K, 4 * K, "WAIT");
    lease(story, "breaking", "LQ", "Q", "BREAKING", 2, 2, "operationId", "T5");
    begun(story, "B5", "Q", "LQ", "SIGIO", 2510L, 2, "T5", "D");
    story.changedLast(d -> d.put("deadlineFrom", "DELIVERED"));
    signal(story, "SIGIO", "B5", "Q", "LQ", "T5", 16 * K, 4 * K, 2, 2410L, "D");
    story.changedLast(d -> d.put("limit", time(2510)));
    queued(story.at(2320), "T6", 16 * K, 4 * K, 2420);
    delivered(story.at(2330), "B5", "Q", "LQ", "SIGIO", 2430);
    story.at(2420);
    operation(
        story, "cancelled", "T6", "PUNCH_HOLE", "CANCELLED", 16 * K, 4 * K, "reason", "TIMEOUT");
    story.at(2430);
    lease(story, "broken", "LQ", "Q", "BROKEN", 2, 3, "breakId", "B5");
    advanced(story, "B5", "Q", "LQ", "SIGBUS", 2630L);
    signal(story, "SIGBUS", "B5", "Q", "LQ", "T5", 16 * K, 4 * K, 2, 2530L, "D");
    story.changedLast(d -> d.put("limit", time(2630)));
    story.at(2440);
    pin(story, "unpinned", "D", "Q", "LQ", 16 * K, 4 * K, "reason", "REQUEST");
    ended(story, "B5", "Q", "LQ", "SIGBUS", "UNPINNED");
    granted(story, "T5", "PUNCH_HOLE", 16 * K, 4 * K, 5, true);
    completed(story.at(2450), "T5", "PUNCH_HOLE", 16 * K, 4 * K, 5);
    mapping(story.at(2460), "unmapped", "MQ", "Q", "REQUEST");
    process(story.at(2500), "Q", "exited", "EXITED");
  }

  // Entries with the fields that they always have

  private static Map<String, Object> file() {
    return Map.of("fileId", "F", "filesystem", "fs", "path", "/f");
  }

  private static Object[] all(Object[] first, @Nullable Object... more) {
    Object[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  private static Map<String, Object> extent(long offset, long length) {
    return Map.of("offset", offset, "length", length);
  }

  static void process(Story story, String id, String what, String state) {
    story.entry(
        "process." + what,
        "processId",
        id,
        "host",
        "h",
        "pid",
        "1",
        "startTime",
        id,
        "state",
        state,
        "principal",
        what.equals("fenced") ? "coordinator" : "anonymous");
  }

  static void mapping(
      Story story, String what, String id, String process, @Nullable String reason) {
    story.entry(
        "mapping." + what,
        "fileId",
        "F",
        "mappingId",
        id,
        "processId",
        process,
        "",
        extent(0, 1024 * K),
        "reason",
        reason);
  }

  static void lease(
      Story story,
      String what,
      String id,
      String process,
      String state,
      int references,
      int epoch,
      Object... more) {
    Object[] fields = {
      "fileId",
      "F",
      "leaseId",
      id,
      "processId",
      process,
      "",
      extent(0, Span.MAX),
      "state",
      state,
      "origin",
      "EXPLICIT",
      "breakable",
      true,
      "released",
      false,
      "references",
      references,
      "epoch",
      epoch
    };
    story.entry("lease." + what, all(fields, more));
  }

  static void pin(
      Story story,
      String what,
      String id,
      String process,
      @Nullable String lease,
      long offset,
      long length,
      Object... more) {
    Object[] fields = {
      "fileId",
      "F",
      "pinId",
      id,
      "processId",
      process,
      "mappingId",
      "M" + process,
      "leaseId",
      lease,
      "",
      extent(offset, length),
      "term",
      "LONGTERM",
      "generation",
      1
    };
    story.entry("pin." + what, all(fields, more));
  }

  static void requested(
      Story story, String id, String kind, long offset, long length, String onConflict) {
    operation(
        story,
        "requested",
        id,
        kind,
        "BREAKING",
        offset,
        length,
        "",
        extent(offset, length),
        "onConflict",
        onConflict,
        "need",
        "HARD",
        "breakIds",
        List.of());
  }

  private static void queued(Story story, String id, long offset, long length, long waitUntil) {
    operation(
        story,
        "requested",
        id,
        "PUNCH_HOLE",
        "QUEUED",
        offset,
        length,
        "",
        extent(offset, length),
        "onConflict",
        "WAIT",
        "need",
        "HARD",
        "breakIds",
        List.of("B5"),
        "waitUntil",
        time(waitUntil));
  }

  static void operation(
      Story story,
      String what,
      String id,
      String kind,
      String state,
      long offset,
      long length,
      Object... more) {
    Object[] fields = {
      "fileId",
      "F",
      "operationId",
      id,
      "kind",
      kind,
      "state",
      state,
      "affected",
      extent(offset, length)
    };
    story.entry("operation." + what, all(fields, more));
  }

  static void granted(
      Story story, String id, String kind, long offset, long length, int token, boolean confirmed) {
    Object[] grant = {
      "token", token, "grantExpiresAt", time(token == 3 ? 1500 : 9000), "confirmed", confirmed
    };
    operation(story, "granted", id, kind, "GRANTED", offset, length, grant);
  }

  private static void completed(
      Story story, String id, String kind, long offset, long length, int token) {
    Object[] left = {"token", token, "size", 64 * K, "generation", token, "removed", false};
    operation(story, "completed", id, kind, "COMPLETED", offset, length, left);
  }

  static void begun(
      Story story,
      String id,
      String process,
      @Nullable String lease,
      String stage,
      @Nullable Long deadline,
      int epoch,
      String operation,
      String pin) {
    Object[] fields = {"epoch", epoch, "pins", 1, "operationId", operation, "pinIds", List.of(pin)};
    leaseBreak(story, "begun", id, process, lease, stage, deadline, fields);
  }

  static void advanced(
      Story story, String id, String process, String lease, String stage, long deadline) {
    leaseBreak(story, "advanced", id, process, lease, stage, deadline, "pins", 1);
  }

  /** The signal told last arrived. */
  static void delivered(
      Story story, String id, String process, String lease, String stage, long deadline) {
    Object[] fields = {
      "pins", 1, "path", "STREAM", "eventId", Integer.toString(story.lastSignal())
    };
    leaseBreak(story, "delivered", id, process, lease, stage, deadline, fields);
  }

  static void ended(
      Story story,
      String id,
      String process,
      @Nullable String lease,
      String stage,
      String outcome) {
    leaseBreak(story, "ended", id, process, lease, stage, null, "pins", 0, "outcome", outcome);
  }

  private static void leaseBreak(
      Story story,
      String what,
      String id,
      String process,
      @Nullable String lease,
      String stage,
      @Nullable Long deadline,
      Object... more) {
    Object[] fields = {
      "fileId",
      "F",
      "breakId",
      id,
      "processId",
      process,
      "leaseId",
      lease,
      "stage",
      stage,
      "deadline",
      deadline == null ? null : time(deadline)
    };
    story.entry("break." + what, all(fields, more));
  }

  static void signal(
      Story story,
      String kind,
      String of,
      String process,
      @Nullable String lease,
      String operation,
      long offset,
      long length,
      int epoch,
      @Nullable Long deadline,
      String pin) {
    Map<String, Object> pinned = Map.of("id", pin, "offset", offset, "length", length);
    story.entry(
        "signal." + kind.toLowerCase(Locale.ROOT),
        "signal",
        kind,
        "fileId",
        "F",
        "processId",
        process,
        "leaseId",
        lease,
        "breakId",
        of,
        "operationId",
        operation,
        "affected",
        extent(offset, length),
        "pins",
        List.of(pinned),
        "deadline",
        deadline == null ? null : time(deadline),
        "epoch",
        epoch);
  }
}
