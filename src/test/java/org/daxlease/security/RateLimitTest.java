package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class RateLimitTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final RateLimit limit = new RateLimit(10, new OpenEntrance(), null, now::get);

  private long allowed(String principal, int asked) {
    return IntStream.range(0, asked).filter(_ -> limit.allows(principal)).count();
  }

  @Test
  void burstIsTwoSecondsWorthAndThenItIsTheRate() {
    assertThat(allowed("alice", 50)).isEqualTo(20);
    assertThat(allowed("alice", 1)).isZero();

    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
    assertThat(allowed("alice", 5)).isEqualTo(1);
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(allowed("alice", 50)).isEqualTo(10);
    now.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(allowed("alice", 50)).isEqualTo(20);
  }

  @Test
  void principalsDoNotTakeFromEachOther() {
    allowed("alice", 50);

    assertThat(allowed("bob", 50)).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/files,        true",
    "/%761/files,      true",
    "/v%31/files,      true",
    "/actuator/health, false",
    "/openapi.yaml,    false"
  })
  void pathIsReadAsWhoeverAnswersItReadsIt(String path, boolean counted) {
    var request = new MockHttpServletRequest("GET", path);

    assertThat(limit.shouldNotFilter(request)).isEqualTo(!counted);
  }
}
