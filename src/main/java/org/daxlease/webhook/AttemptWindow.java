package org.daxlease.webhook;

/**
 * How many attempts of one webhook may be under way; urgent ones come on top. Guarded by the lock
 * of its {@link DeliveryQueue}.
 */
final class AttemptWindow {

  private static final int WIDEST = 8;

  /** How many may hang until those that have failed before must wait for one of them. */
  private static final int MOST_HANGING = 2;

  private int underWay;
  private int hanging;

  /** Grows with each success and falls to one at a failure: a receiver in trouble takes little. */
  private int width = 1;

  int underWay() {
    return underWay;
  }

  /** Whether the last attempt that ended has failed. */
  boolean isNarrow() {
    return width == 1;
  }

  /** What hangs holds up no other file, be it that some of those hang, too. */
  boolean hasRoom(Lane lane) {
    return underWay - hanging < width
        && underWay < WIDEST
        && (lane.retry == null || hanging < MOST_HANGING);
  }

  void begin(Lane lane) {
    lane.inFlight = true;
    underWay++;
  }

  /** An attempt takes its time. */
  void hangs(Lane lane) {
    if (lane.inFlight && !lane.hanging) {
      lane.hanging = true;
      hanging++;
    }
  }

  void succeeded() {
    width = Math.min(WIDEST, width + 1);
  }

  void failed() {
    width = 1;
  }

  void end(Lane lane) {
    if (lane.hanging) {
      lane.hanging = false;
      hanging--;
    }
    lane.inFlight = false;
    underWay--;
  }
}
