package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  /** Always in the middle of the jitter. */
  private static final RandomGenerator STEADY = () -> Long.MIN_VALUE;

  private final RetrySchedule schedule = new RetrySchedule(Webhooks.DEFAULTS, STEADY);

  /** The moments of further attempts, if each fails as soon as it is made. */
  private List<Double> seconds(@Nullable Instant urgentUntil, int most) {
    List<Double> moments = new ArrayList<>();
    Retry retry = null;
    Instant now = T0;
    while (moments.size() < most) {
      Optional<Retry> next = schedule.next(retry, now, urgentUntil, null);
      if (next.isEmpty()) {
        return moments;
      }
      retry = next.get();
      now = retry.nextAt();
      moments.add(Duration.between(T0, now).toMillis() / 1000.0);
    }
    return moments;
  }

  private static void about(List<Double> moments, double... expected) {
    assertThat(moments).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(moments.get(i)).isCloseTo(expected[i], within(0.001));
    }
  }

  @Test
  void slowScheduleEndsAfterADay() {
    about(
        seconds(null, 99),
        5,
        35,
        155,
        755,
        4355,
        4355 + 21600,
        4355 + 2 * 21600,
        4355 + 3 * 21600,
        86400);
  }

  @Test
  void signalsAreUrgentUntilTheirDeadlineAndThenSlow() {
    about(seconds(T0.plusSeconds(45), 12), 0.25, 0.5, 1, 2, 4, 8, 16, 24, 32, 40, 44, 49);
  }

  @Test
  void jitterKeepsReceiversApart() {
    RetrySchedule jittered = new RetrySchedule(Webhooks.DEFAULTS, new Random(7));
    List<Instant> first = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      first.add(jittered.next(null, T0, null, null).orElseThrow().nextAt());
    }

    assertThat(first)
        .doesNotHaveDuplicates()
        .allMatch(at -> !at.isBefore(T0.plusSeconds(4)) && !at.isAfter(T0.plusSeconds(6)));
  }

  @Test
  void retryAfterIsHonouredWithinTheDeadline() {
    Instant until = T0.plusSeconds(30);

    assertThat(schedule.next(null, T0, until, Duration.ofSeconds(10)).orElseThrow().nextAt())
        .isEqualTo(T0.plusSeconds(10));
    assertThat(schedule.next(null, T0, until, Duration.ofHours(1)).orElseThrow().nextAt())
        .as("one more chance before the deadline")
        .isEqualTo(T0.plusSeconds(29));
    assertThat(schedule.next(null, T0, null, Duration.ofHours(100)).orElseThrow().nextAt())
        .isEqualTo(T0.plus(24, ChronoUnit.HOURS));
  }

  @Test
  void lapsedDeadlineIsNoHurry() {
    Retry next = schedule.next(null, T0, T0.minusSeconds(1), null).orElseThrow();

    assertThat(next.urgent()).isZero();
    assertThat(next.slow()).isEqualTo(1);
  }
}
