package org.daxlease.checker;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of checking a journal.
 *
 * @param types how many entries of each type there are
 * @param ledger how things stand after the last entry
 */
public record Verdict(List<Violation> violations, Map<String, Long> types, Ledger ledger) {

  public boolean isClean() {
    return violations.isEmpty();
  }

  /** How many entries are of a type, such as {@code pin.pinned}. */
  public long count(String type) {
    return types.getOrDefault(type, 0L);
  }

  /** The violations, one to a line. */
  @Override
  public String toString() {
    return isClean()
        ? "no violation in " + types.values().stream().mapToLong(Long::longValue).sum() + " entries"
        : violations.stream().map(Violation::toString).collect(Collectors.joining("\n"));
  }
}
