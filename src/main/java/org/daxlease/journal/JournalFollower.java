package org.daxlease.journal;

/** Somebody in this process who works through the journal, and how far they are. */
public interface JournalFollower {

  /** What they are called where lag is shown: one lower-case word. */
  String name();

  /** Everything up to this position is dealt with, as far as it concerns them. */
  long position();
}
