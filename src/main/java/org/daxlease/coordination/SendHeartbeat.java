package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A sign of life of a process.
 *
 * @param acknowledged positions of the signals that have reached it; others' are passed over
 */
public record SendHeartbeat(UUID processId, Collection<Long> acknowledged) {

  /** Copies what it is given. */
  public SendHeartbeat {
    acknowledged = List.copyOf(acknowledged);
  }

  /**
   * What it acknowledges of these signals.
   *
   * @param signals whose each of them is, by position
   */
  List<Long> own(Map<Long, UUID> signals) {
    return acknowledged.stream().filter(each -> processId.equals(signals.get(each))).toList();
  }
}
