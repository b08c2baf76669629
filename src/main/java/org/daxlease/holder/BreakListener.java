package org.daxlease.holder;

import org.daxlease.client.LeaseInfo;

/** What a holder does when its lease is broken: stop its DMA, then unpin. */
@FunctionalInterface
public interface BreakListener {

  /**
   * Somebody wants pages of the lease. Called on a thread of the library, one call at a time; a
   * call that takes longer than the lease break time is overtaken by SIGBUS.
   *
   * <p>A real SIGIO does not say what it is about: with {@link NotificationChannel#SIGNAL}, the
   * listeners of all files of the process are called for each, and only a lease with {@code
   * breaking} is meant. With {@link NotificationChannel#STREAM}, only those of the file are called.
   *
   * @param lease as it is now; its {@code breaking} has stage and deadline. Null there means that
   *     nothing waits for this holder: a notice, or a break that has ended meanwhile. Where the
   *     service refuses to show it, as it was taken
   */
  void broken(LeaseInfo lease);
}
