package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Nobody can show itself while nobody serves. */
class AttendanceTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final Duration MOMENT = Duration.ofNanos(1000);
  private static final Duration SILENCE = Attendance.LONGEST_SILENCE;

  private final Attendance fresh =
      new Attendance(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH).at(START);

  private static Attendance served(Attendance from, Duration time) {
    Attendance at = from;
    Instant end = from.seenAt().plus(time);
    while (at.seenAt().isBefore(end)) {
      Instant next = at.seenAt().plus(SILENCE);
      at = at.at(next.isBefore(end) ? next : end);
    }
    return at;
  }

  @Test
  void serviceThatSaysSoOftenEnoughServesWithoutABreak() {
    Attendance hour = served(fresh, Duration.ofHours(1));

    assertThat(hour.since()).isEqualTo(START);
    assertThat(hour.length()).isEqualTo(Duration.ofHours(1));
    assertThat(hour.isUnbroken(hour.seenAt().plus(SILENCE))).isTrue();
    assertThat(hour.isUnbroken(hour.seenAt().plus(SILENCE).plus(MOMENT))).isFalse();
  }

  @Test
  void longerSilenceIsAnOutage() {
    Instant back = START.plus(SILENCE).plus(MOMENT);

    assertThat(fresh.at(back)).isEqualTo(new Attendance(Instant.EPOCH, back, back));
  }

  @Test
  void clockThatIsSetBackLeavesNoOutageInTheFuture() {
    Instant earlier = START.minus(Duration.ofHours(1));

    assertThat(fresh.at(earlier)).isEqualTo(new Attendance(Instant.EPOCH, earlier, earlier));
  }

  @Test
  void heartbeatIsMissedWhenItsTimeIsOver() {
    Attendance attended = served(fresh, TTL);
    Instant lapsesAt = START.plus(TTL);

    assertThat(attended.isMissed(lapsesAt, TTL, lapsesAt)).isTrue();
    assertThat(attended.isMissed(lapsesAt, TTL, lapsesAt.minus(MOMENT))).isFalse();
    assertThat(attended.isMissed(lapsesAt.plus(MOMENT), TTL, lapsesAt)).isFalse();
  }

  @Test
  void afterAnOutageHeartbeatsAreAwaitedForTheirWholeTime() {
    Instant lapsesAt = START.plus(TTL);
    Instant back = START.plus(Duration.ofHours(1));
    Attendance again = served(fresh.at(back), TTL);

    assertThat(again.isMissed(lapsesAt, TTL, back.plus(TTL).minus(MOMENT))).isFalse();
    assertThat(again.isMissed(lapsesAt, TTL, back.plus(TTL))).isTrue();
    assertThat(again.dueAt(lapsesAt, TTL)).isEqualTo(back.plus(TTL));
  }

  @Test
  void duringAnOutageNothingIsMissed() {
    Attendance attended = served(fresh, TTL);
    Instant lapsesAt = START.plus(TTL);

    assertThat(attended.isMissed(lapsesAt, TTL, attended.seenAt().plus(SILENCE).plus(MOMENT)))
        .isFalse();
  }

  @Test
  void agentThatWasAliveWhenTheOutageBeganIsAwaitedAndNoOther() {
    Attendance attended = served(fresh, Attendance.LONGEST_AGENT_TTL.plus(TTL));
    Instant left = attended.seenAt();
    Instant back = left.plus(Duration.ofHours(1));
    Attendance again = attended.at(back);

    assertThat(again.leftAt()).isEqualTo(left);
    assertThat(again.goodUntil(left.plus(MOMENT), TTL)).isEqualTo(back.plus(TTL));
    assertThat(again.goodUntil(left, TTL)).isEqualTo(left);
    Instant renewed = back.plus(TTL).plus(MOMENT);
    assertThat(again.goodUntil(renewed, TTL)).isEqualTo(renewed);
  }

  @Test
  void outagesThatFollowEachOtherAreOne() {
    Attendance attended = served(fresh, Attendance.LONGEST_AGENT_TTL.plus(TTL));
    Instant left = attended.seenAt();
    Attendance back = attended.at(left.plus(Duration.ofHours(1)));

    Attendance soon = served(back, Attendance.LONGEST_AGENT_TTL);
    Instant soonBack = soon.seenAt().plus(TTL);
    assertThat(soon.at(soonBack)).isEqualTo(new Attendance(left, soonBack, soonBack));

    Attendance late = served(back, Attendance.LONGEST_AGENT_TTL.plus(MOMENT));
    Instant lateBack = late.seenAt().plus(TTL);
    assertThat(late.at(lateBack)).isEqualTo(new Attendance(late.seenAt(), lateBack, lateBack));
  }
}
