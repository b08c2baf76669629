package org.daxlease.checker;

import java.util.Map;
import java.util.Set;

/**
 * How things stand according to the journal, by id.
 *
 * @param pinsOfFiles the live pins of each file
 * @param pinsOfProcesses the live pins of each process
 * @param leases the state of each lease
 * @param operations the state of each operation
 * @param processes the state of each process
 * @param files size and generation of each file that is registered
 */
public record Ledger(
    Map<String, Set<String>> pinsOfFiles,
    Map<String, Set<String>> pinsOfProcesses,
    Map<String, String> leases,
    Map<String, String> operations,
    Map<String, String> processes,
    Map<String, Layout> files) {

  /** What completed operations made of a file. */
  public record Layout(long size, long generation) {}

  /** Live pins in total. */
  public int pins() {
    return pinsOfFiles.values().stream().mapToInt(Set::size).sum();
  }
}
