package org.daxlease.coordination;

import java.util.function.Supplier;

/** How a command waits for the locks that it needs while somebody else has them. */
public enum LockWait {
  /** Up to {@code lock_timeout}; then the command is tried again. */
  RETRIED,
  /** Up to {@code lock_timeout}, once: nobody else shares the transaction. */
  ONCE_ALONE,
  /**
   * Up to {@code lock_timeout}, once, where others share the transaction; heartbeats, not at all.
   */
  ONCE_TOGETHER,
  /** Not at all ({@code select … for update nowait}). */
  NOWAIT;

  private static final ScopedValue<LockWait> CURRENT = ScopedValue.newInstance();

  /** Carries out a command that waits so. */
  public <R> R during(Supplier<R> command) {
    return ScopedValue.where(CURRENT, this).call(command::get);
  }

  /** Whether others wait meanwhile who need other locks. */
  public boolean isInCompany() {
    return this == ONCE_TOGETHER || this == NOWAIT;
  }

  /** How the command waits that this thread carries out. */
  public static LockWait current() {
    return CURRENT.orElse(RETRIED);
  }
}
