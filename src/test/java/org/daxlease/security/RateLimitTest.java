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

  private static final int CROWD = RateLimit.MOST_BUCKETS + 1;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final RateLimit limit = new RateLimit(10, new OpenAuthenticator(), null, now::get);

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

  /** Their number is for nobody to choose, as with names that a token's issuer makes up. */
  @Test
  void manyThatHaveAllTheirRequestsAgainAreForgotten() {
    crowd("a");
    assertThat(limit.remembered()).isEqualTo(CROWD);

    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    allowed("alice", 1);

    assertThat(limit.remembered()).isEqualTo(1);
  }

  @Test
  void whoeverHasFewerLeftIsNotForgotten() {
    allowed("alice", 50);
    crowd("a");

    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    allowed("bob", 1);

    assertThat(limit.remembered()).isEqualTo(2);
    assertThat(allowed("alice", 50)).isEqualTo(10);
  }

  @Test
  void fewAreRemembered() {
    allowed("alice", 1);
    now.addAndGet(TimeUnit.HOURS.toNanos(1));
    allowed("bob", 1);

    assertThat(limit.remembered()).isEqualTo(2);
  }

  /** Every request of a crowd that is busy would look at all of it. */
  @Test
  void crowdIsLookedThroughOnceASecond() {
    crowd("a");
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
    crowd("b");
    assertThat(limit.remembered()).as("after the first look").isEqualTo(CROWD);

    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(900));
    allowed("alice", 1);
    assertThat(limit.remembered()).as("within a second").isEqualTo(CROWD + 1);

    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(101));
    allowed("alice", 1);
    assertThat(limit.remembered()).as("after a second").isEqualTo(1);
  }

  private void crowd(String name) {
    IntStream.range(0, CROWD).forEach(i -> limit.allows(name + i));
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
