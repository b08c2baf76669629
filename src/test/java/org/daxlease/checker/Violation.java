package org.daxlease.checker;

/**
 * An invariant that does not hold.
 *
 * @param position of the entry that shows it
 * @param what a sentence with the ids that it is about
 */
public record Violation(Invariant invariant, long position, String what) {

  @Override
  public String toString() {
    return invariant + " at " + position + ": " + what;
  }
}
