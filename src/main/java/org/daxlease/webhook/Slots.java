package org.daxlease.webhook;

import java.util.HashMap;
import java.util.Map;
import org.daxlease.webhook.DeliveryQueue.Due;
import org.jspecify.annotations.Nullable;

/**
 * How many attempts may be under way. One that takes longer than a second gives its place back and
 * takes one among the slow, if there is one, and so do receivers that failed the last time: as long
 * as those are not all taken, hanging receivers hold up nobody for longer than that. Urgent
 * attempts have places of their own. No host has more than half of either: one that hangs holds up
 * nobody else.
 */
final class Slots {

  private final int each;

  private final Map<String, Integer> hosts = new HashMap<>();
  private final Map<String, Integer> urgentHosts = new HashMap<>();

  private int quick;
  private int slow;
  private int urgent;

  Slots(int each) {
    this.each = each;
  }

  /** A place that an attempt holds. */
  final class Slot {

    private final String host;
    private Kind kind;
    private boolean free;

    private Slot(Kind kind, String host) {
      this.kind = kind;
      this.host = host;
    }

    /** It takes its time: from here on it counts among the slow, if they have room. */
    void slowDown() {
      synchronized (Slots.this) {
        boolean moves = kind == Kind.QUICK || kind == Kind.URGENT && !isCrowded(Kind.SLOW, host);
        if (!free && moves && slow < each) {
          count(kind, host, -1);
          kind = Kind.SLOW;
          count(kind, host, 1);
        }
      }
    }

    void release() {
      synchronized (Slots.this) {
        if (!free) {
          free = true;
          count(kind, host, -1);
        }
      }
    }
  }

  enum Kind {
    QUICK,
    SLOW,
    URGENT
  }

  /** A place that an attempt needs. */
  record Want(Kind kind, String host) {

    static Want of(Due due, String host) {
      return new Want(due.urgent() ? Kind.URGENT : due.slow() ? Kind.SLOW : Kind.QUICK, host);
    }

    static Want quick(String host) {
      return new Want(Kind.QUICK, host);
    }
  }

  /** Whether there is such a place now. */
  synchronized boolean has(Want want) {
    return !isCrowded(want.kind(), want.host()) && taken(want.kind()) < each;
  }

  /** Takes one; null if there is none. */
  synchronized @Nullable Slot take(Want want) {
    if (!has(want)) {
      return null;
    }
    count(want.kind(), want.host(), 1);
    return new Slot(want.kind(), want.host());
  }

  private boolean isCrowded(Kind kind, String host) {
    return hosts(kind).getOrDefault(host, 0) >= each / 2;
  }

  private Map<String, Integer> hosts(Kind kind) {
    return kind == Kind.URGENT ? urgentHosts : hosts;
  }

  private int taken(Kind kind) {
    return switch (kind) {
      case QUICK -> quick;
      case SLOW -> slow;
      case URGENT -> urgent;
    };
  }

  private void count(Kind kind, String host, int more) {
    hosts(kind).merge(host, more, (had, change) -> had + change == 0 ? null : had + change);
    switch (kind) {
      case QUICK -> quick += more;
      case SLOW -> slow += more;
      case URGENT -> urgent += more;
    }
  }
}
