package org.daxlease.history;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was asked for and what came of it, and keeps what must never come. */
public final class Tally {

  private final Map<String, LongAdder> commands = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> refusals = new ConcurrentSkipListMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  Reply count(String command, Reply reply) {
    commands.computeIfAbsent(command, _ -> new LongAdder()).increment();
    if (reply.status() >= 500 || reply.status() >= 400 && reply.code().isEmpty()) {
      failures.add(reply.toString());
    } else if (!reply.isDone()) {
      refusals.computeIfAbsent(reply.code(), _ -> new LongAdder()).increment();
    }
    return reply;
  }

  /** Something went wrong outside of any answer. */
  void fail(Throwable failure) {
    failures.add(failure.toString());
  }

  /** Answers of the kind 5xx, and those that are no problem documents. */
  public Queue<String> failures() {
    return failures;
  }

  public long commands() {
    return commands.values().stream().mapToLong(LongAdder::sum).sum();
  }

  @Override
  public String toString() {
    return commands() + " commands " + commands + ", refused " + refusals;
  }
}
