package org.daxlease.protocol;

import java.time.Instant;

/** Which of two moments. */
final class Instants {

  private Instants() {}

  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
