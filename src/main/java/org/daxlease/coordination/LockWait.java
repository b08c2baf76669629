package org.daxlease.coordination;

import java.util.function.Supplier;

/** How a command waits for the locks that it needs while somebody else has them. */
public enum LockWait {
  /** As long as the database lets it, and again as often as commands are tried. */
  AGAIN,
  /** As long as the database lets it: for whom nobody else waits meanwhile. */
  ALONE,
  /** The same, in company: heartbeats, not at all. */
  ONCE,
  /** Not at all. */
  NOT;

  private static final ScopedValue<LockWait> CURRENT = ScopedValue.newInstance();

  /** Carries out a command that waits so. */
  public <R> R during(Supplier<R> command) {
    return ScopedValue.where(CURRENT, this).call(command::get);
  }

  /** Whether others wait meanwhile who need other locks. */
  public boolean isInCompany() {
    return this == ONCE || this == NOT;
  }

  /** How the command waits that this thread carries out. */
  public static LockWait current() {
    return CURRENT.orElse(AGAIN);
  }
}
