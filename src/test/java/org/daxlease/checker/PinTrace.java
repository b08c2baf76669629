package org.daxlease.checker;

import org.jspecify.annotations.Nullable;

/** A pin as far as the journal was read. */
final class PinTrace {

  final String id;
  final FileTrace file;
  final boolean longterm;
  ProcessTrace process;
  Span span;
  @Nullable LeaseTrace lease;

  /** The running break that wants it gone. */
  @Nullable BreakTrace wantedBy;

  boolean live = true;
  boolean detached;
  boolean overstayed;

  PinTrace(FileTrace file, ProcessTrace process, Entry pinned) {
    this.id = pinned.text("pinId");
    this.file = file;
    this.process = process;
    this.longterm = pinned.text("term").equals("LONGTERM");
    this.span = pinned.span();
  }

  /** Whether the ladder applies to it. */
  boolean isBreakable() {
    return longterm || overstayed;
  }

  @Override
  public String toString() {
    return "pin " + id + " " + span + " of " + process;
  }
}
