package org.daxlease.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to try again. Signals are attempted at 0, 0.25, 0.5, 1, 2, 4, 8, 16, 24 ... seconds until
 * the deadline that they announce, everything else on the configured schedule; all with a jitter,
 * so that a receiver that comes back is not met by everybody at once.
 */
final class RetrySchedule {

  private static final List<Duration> URGENT =
      List.of(
          Duration.ofMillis(250),
          Duration.ofMillis(250),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8));

  private static final double JITTER = 0.2;

  /** The last urgent attempt comes this long before the deadline, at the latest. */
  private static final Duration IN_TIME = Duration.ofSeconds(1);

  private final List<Duration> delays;
  private final Duration giveUpAfter;
  private final RandomGenerator random;

  RetrySchedule(WebhookProperties properties, RandomGenerator random) {
    this.delays = properties.retryDelays();
    this.giveUpAfter = properties.giveUpAfter();
    this.random = random;
  }

  /**
   * What follows a failed attempt; empty for nothing.
   *
   * @param before what was known before it; null if it was the first
   * @param now when it failed
   * @param urgentUntil the deadline of an undelivered signal here or behind, in the same lane
   * @param retryAfter how long the receiver asked to be left alone
   */
  Optional<Retry> next(
      @Nullable Retry before,
      Instant now,
      @Nullable Instant urgentUntil,
      @Nullable Duration retryAfter) {
    Retry so = before == null ? new Retry(0, 0, now, now) : before;
    Duration wait = retryAfter == null ? Duration.ZERO : retryAfter;
    if (urgentUntil != null && Urgency.isUrgent(urgentUntil, now)) {
      Instant at = urgentAt(so, now, urgentUntil, wait);
      if (at.isBefore(urgentUntil)) {
        return Optional.of(new Retry(so.urgent() + 1, so.slow(), so.firstAt(), at));
      }
    }
    Instant end = so.firstAt().plus(giveUpAfter);
    if (!now.isBefore(end)) {
      return Optional.empty();
    }
    Duration delay = jittered(delays.get(Math.min(so.slow(), delays.size() - 1)));
    Instant at = now.plus(longer(delay, wait));
    return Optional.of(
        new Retry(so.urgent(), so.slow() + 1, so.firstAt(), at.isAfter(end) ? end : at));
  }

  /** If the next attempt would come too late, there is one shortly before the deadline. */
  private Instant urgentAt(Retry so, Instant now, Instant until, Duration wait) {
    Duration delay = jittered(URGENT.get(Math.min(so.urgent(), URGENT.size() - 1)));
    Instant asked = now.plus(longer(delay, wait));
    Instant last = until.minus(IN_TIME);
    if (asked.isBefore(until)) {
      return asked;
    }
    return now.isBefore(last) ? last : asked;
  }

  private Duration jittered(Duration delay) {
    double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return Duration.ofNanos((long) (delay.toNanos() * factor));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
