package org.daxlease.agent;

import java.util.Set;

/**
 * What an agent may do to processes.
 *
 * @param signals the signals it may send
 * @param users the uids whose processes it may signal; empty for all
 * @param dryRun it only says what it would do, and changes nothing anywhere
 */
public record Permissions(Set<RealSignal> signals, Set<Long> users, boolean dryRun) {

  /** Copies what it is given. */
  public Permissions {
    signals = Set.copyOf(signals);
    users = Set.copyOf(users);
  }
}
