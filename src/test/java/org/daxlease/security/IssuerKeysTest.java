package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {

  private static final long START = 1_000_000_000_000L;
  private static final JWKSet FIRST = new JWKSet();
  private static final JWKSet SECOND = new JWKSet();
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Issuer issuer = new Issuer();
  private final IssuerKeys keys = new IssuerKeys(issuer);

  private static final class Issuer implements JWKSetSource<SecurityContext> {

    private JWKSet keys = FIRST;
    private boolean away;
    private int asked;
    private Runnable meanwhile = () -> {};

    @Override
    public JWKSet getJWKSet(
        JWKSetCacheRefreshEvaluator wanted, long now, @Nullable SecurityContext context)
        throws KeySourceException {
      asked++;
      meanwhile.run();
      if (away) {
        throw new RemoteKeySourceException("away", null);
      }
      return keys;
    }

    @Override
    public void close() {}
  }

  private static long after(Duration time) {
    return START + time.toMillis();
  }

  private JWKSet known(long now) throws KeySourceException {
    return keys.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), now, null);
  }

  /** As for a token that names a key which is not in this set. */
  private JWKSet others(JWKSet than, long now) throws KeySourceException {
    return keys.getJWKSet(JWKSetCacheRefreshEvaluator.referenceComparison(than), now, null);
  }

  private void cannotBeHad(JWKSet than, long now) {
    assertThatExceptionOfType(KeySourceException.class).isThrownBy(() -> others(than, now));
  }

  @Test
  void keysAreFetchedAgainWhenTheyAreOld() throws KeySourceException {
    assertThat(known(START)).isSameAs(FIRST);
    issuer.keys = SECOND;

    assertThat(known(after(Duration.ofMinutes(5)) - 1)).isSameAs(FIRST);
    assertThat(known(after(Duration.ofMinutes(5)))).isSameAs(SECOND);
    assertThat(issuer.asked).isEqualTo(2);
  }

  @Test
  void knownKeysAreBelievedForHoursWhileTheIssuerIsAway() throws KeySourceException {
    known(START);
    issuer.away = true;

    assertThat(known(after(Duration.ofMinutes(5)))).isSameAs(FIRST);
    assertThat(known(after(Duration.ofMinutes(6)))).isSameAs(FIRST);
    assertThat(issuer.asked).as("not by every request").isEqualTo(2);
    assertThat(known(after(Duration.ofHours(6)) - 1)).isSameAs(FIRST);
    assertThatExceptionOfType(KeySourceException.class)
        .isThrownBy(() -> known(after(Duration.ofHours(6))));
  }

  @Test
  void withdrawnKeyIsDroppedAsSoonAsTheIssuerIsBack() throws KeySourceException {
    known(START);
    issuer.away = true;
    known(after(Duration.ofHours(1)));
    issuer.away = false;
    issuer.keys = SECOND;

    assertThat(known(after(Duration.ofHours(1).plusMinutes(5)))).isSameAs(SECOND);
  }

  @Test
  void thatAKeyIsUnknownIsNotSaidWhileTheIssuerIsAway() throws KeySourceException {
    known(START);
    issuer.away = true;

    cannotBeHad(FIRST, START + 1);
    assertThat(known(START + 1)).isSameAs(FIRST);
  }

  @Test
  void issuerIsAskedForUnknownKeysSoOftenAndNotMore() throws KeySourceException {
    known(START);
    for (int i = 0; i < 50; i++) {
      assertThat(others(FIRST, START + i)).isSameAs(FIRST);
    }
    assertThat(issuer.asked).isEqualTo(IssuerKeys.MOST_FETCHES);

    issuer.keys = SECOND;
    assertThat(others(FIRST, after(Duration.ofSeconds(10)))).isSameAs(SECOND);
  }

  @Test
  void issuerThatIsAwayIsAskedNotMoreOftenEither() throws KeySourceException {
    known(START);
    issuer.away = true;
    for (int i = 0; i < 50; i++) {
      cannotBeHad(FIRST, START + i);
    }
    assertThat(issuer.asked).isEqualTo(IssuerKeys.MOST_FETCHES);
  }

  /** The answer of an issuer that is slow is waited for by one request, not by all. */
  @Test
  void othersGoOnWithKnownKeysWhileOneAsks() throws Exception {
    known(START);
    var another = new FutureTask<>(() -> known(after(Duration.ofMinutes(10))));
    issuer.meanwhile =
        () -> {
          Thread.ofPlatform().daemon().start(another);
          assertThat(another).succeedsWithin(LONG).isSameAs(FIRST);
        };

    known(after(Duration.ofMinutes(5)));
    assertThat(issuer.asked).isEqualTo(2);
  }

  /** Else an issuer that hangs would be waited for by one request after the other. */
  @Test
  void whoWaitedForAFetchThatFailedFailsWithIt() throws Exception {
    known(START);
    issuer.away = true;
    var another = new FutureTask<>(() -> others(FIRST, START + 1));
    issuer.meanwhile =
        () -> {
          issuer.meanwhile = () -> {};
          Thread waiting = Thread.ofPlatform().daemon().start(another);
          await().until(() -> waiting.getState() == Thread.State.WAITING);
        };

    cannotBeHad(FIRST, START);

    assertThat(another)
        .failsWithin(LONG)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(KeySourceException.class);
    assertThat(issuer.asked).isEqualTo(2);
  }
}
