package org.daxlease.webhook;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.daxlease.webhook.Mailbox.Due;
import org.jspecify.annotations.Nullable;

/**
 * How many attempts may be under way. One that takes longer than a second gives its place back and
 * takes one among the slow, if there is one, and so do receivers that failed the last time: as long
 * as those are not all taken, hanging receivers hold up nobody for longer than that. Urgent
 * attempts have places of their own.
 */
final class Slots {

  private final ReentrantLock lock = new ReentrantLock();
  private final int each;

  /** No host takes more than half, urgent attempts aside. */
  private final Map<String, Integer> hosts = new HashMap<>();

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
      lock.lock();
      try {
        if (!free && kind != Kind.SLOW && slow < each) {
          count(kind, -1);
          if (kind == Kind.URGENT) {
            hosts.merge(host, 1, Integer::sum);
          }
          kind = Kind.SLOW;
          count(kind, 1);
        }
      } finally {
        lock.unlock();
      }
    }

    void release() {
      lock.lock();
      try {
        if (!free) {
          free = true;
          count(kind, -1);
          if (kind != Kind.URGENT) {
            hosts.computeIfPresent(host, (_, taken) -> taken == 1 ? null : taken - 1);
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private enum Kind {
    QUICK,
    SLOW,
    URGENT
  }

  /** A place for an attempt; null if there is none. */
  @Nullable Slot take(Due due, String host) {
    Kind kind = due.urgent() ? Kind.URGENT : due.slow() ? Kind.SLOW : Kind.QUICK;
    lock.lock();
    try {
      boolean crowded = kind != Kind.URGENT && hosts.getOrDefault(host, 0) >= each / 2;
      if (crowded || taken(kind) >= each) {
        return null;
      }
      count(kind, 1);
      if (kind != Kind.URGENT) {
        hosts.merge(host, 1, Integer::sum);
      }
      return new Slot(kind, host);
    } finally {
      lock.unlock();
    }
  }

  private int taken(Kind kind) {
    return switch (kind) {
      case QUICK -> quick;
      case SLOW -> slow;
      case URGENT -> urgent;
    };
  }

  private void count(Kind kind, int more) {
    switch (kind) {
      case QUICK -> quick += more;
      case SLOW -> slow += more;
      case URGENT -> urgent += more;
    }
  }
}
