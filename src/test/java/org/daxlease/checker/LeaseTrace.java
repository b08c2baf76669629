package org.daxlease.checker;

import java.util.Set;

/** A lease as far as the journal was read. */
final class LeaseTrace {

  private static final Set<String> LIVE = Set.of("HELD", "BREAKING");

  final String id;
  final FileTrace file;
  final ProcessTrace process;
  String state = "HELD";
  String origin;
  Span span;
  boolean breakable;
  boolean released;
  long epoch = 1;
  int pins;

  LeaseTrace(FileTrace file, ProcessTrace process, Entry taken) {
    this.id = taken.text("leaseId");
    this.file = file;
    this.process = process;
    this.origin = taken.text("origin");
    this.span = taken.span();
    this.breakable = taken.flag("breakable");
  }

  boolean isLive() {
    return LIVE.contains(state);
  }

  boolean isExplicit() {
    return origin.equals("EXPLICIT");
  }

  /** The holder's reference and one per pin that it counts (rule 3). */
  int references() {
    return pins + (isExplicit() && !released ? 1 : 0);
  }

  @Override
  public String toString() {
    return "lease " + id + " " + span + " of " + process;
  }
}
