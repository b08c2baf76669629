package org.daxlease.webhook;

import java.util.Set;
import org.daxlease.protocol.Transitions;

/** Whether a webhook is delivered to. In every state but ACTIVE it keeps its place. */
public enum WebhookState implements Transitions<WebhookState> {
  ACTIVE,
  /** Its owner stopped it for a while. */
  PAUSED,
  /** Its receiver has failed for too long. */
  SUSPENDED,
  /** Its receiver answered 410: it wants no more. */
  DISABLED;

  @Override
  public Set<WebhookState> next() {
    return switch (this) {
      case ACTIVE -> Set.of(PAUSED, SUSPENDED, DISABLED);
      case PAUSED, SUSPENDED, DISABLED -> Set.of(ACTIVE);
    };
  }
}
