package org.daxlease.webhook;

import java.util.Set;
import org.daxlease.protocol.Transitions;

/** How far one event got with one webhook. */
public enum DeliveryState implements Transitions<DeliveryState> {
  /** Not attempted yet, or to be attempted again. */
  PENDING,
  DELIVERED,
  /** Given up; it can be delivered again on request. */
  FAILED;

  @Override
  public Set<DeliveryState> next() {
    return switch (this) {
      case PENDING -> Set.of(DELIVERED, FAILED);
      // Sent again beside attempts that have not ended, of which one fails after it arrived.
      case DELIVERED -> Set.of(PENDING, FAILED);
      case FAILED -> Set.of(PENDING, DELIVERED);
    };
  }
}
