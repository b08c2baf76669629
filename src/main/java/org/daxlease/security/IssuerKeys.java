package org.daxlease.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * The keys of an issuer, fetched again when they are old, or when a token names one that is not
 * among them. Those that are known are believed for hours while the issuer is away. That a key is
 * unknown is then no proof that there is none; the caches of Nimbus would say so.
 */
final class IssuerKeys implements JWKSetSource<SecurityContext> {

  private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

  private static final long FRESH = Duration.ofMinutes(5).toMillis();
  private static final long PATIENCE = Duration.ofHours(6).toMillis();

  /** So many within a window, however many keys somebody makes up. */
  static final int MOST_FETCHES = 10;

  private static final long WINDOW = Duration.ofSeconds(10).toMillis();

  private final JWKSetSource<?> issuer;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable Known known;
  private volatile long asked;
  private volatile @Nullable KeySourceException trouble;
  private long windowBegan;
  private int fetches;

  IssuerKeys(JWKSetSource<?> issuer) {
    this.issuer = issuer;
  }

  private record Known(JWKSet keys, long since) {

    boolean isGood(long now) {
      return now - since < PATIENCE;
    }
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator wanted, long now, @Nullable SecurityContext context)
      throws KeySourceException {
    Known before = known;
    if (before == null || wanted.requiresRefresh(before.keys()) || !before.isGood(now)) {
      return others(before, now);
    }
    // One asks; whoever comes meanwhile goes on with what is known.
    return isDue(now) && fetching.tryLock() ? newest(before, now) : before.keys();
  }

  /** Not those of before: new ones, or the reason why they cannot be had. */
  private JWKSet others(@Nullable Known before, long now) throws KeySourceException {
    KeySourceException old = trouble;
    fetching.lock();
    try {
      Known meanwhile = known;
      if (meanwhile != null && meanwhile != before) {
        return meanwhile.keys();
      }
      KeySourceException fresh = trouble;
      if (fresh != null && fresh != old) {
        // An issuer that hangs is waited for by all at once, not by one after the other.
        throw fresh;
      }
      return fetch(now);
    } finally {
      fetching.unlock();
    }
  }

  private JWKSet newest(Known before, long now) {
    try {
      return fetch(now);
    } catch (KeySourceException e) {
      log.warn(
          "The issuer's keys cannot be fetched; those known are believed until it is back, or for"
              + " six hours: {}",
          NestedExceptionUtils.getMostSpecificCause(e).toString());
      return before.keys();
    } finally {
      fetching.unlock();
    }
  }

  private JWKSet fetch(long now) throws KeySourceException {
    if (!isAllowed(now)) {
      if (trouble != null) {
        throw trouble;
      }
      return Objects.requireNonNull(known).keys();
    }
    asked = now;
    try {
      JWKSet keys = issuer.getJWKSet(JWKSetCacheRefreshEvaluator.forceRefresh(), now, null);
      known = new Known(keys, now);
      trouble = null;
      return keys;
    } catch (KeySourceException e) {
      trouble = e;
      throw e;
    }
  }

  private boolean isDue(long now) {
    return Math.abs(now - asked) >= FRESH;
  }

  private boolean isAllowed(long now) {
    if (Math.abs(now - windowBegan) >= WINDOW) {
      windowBegan = now;
      fetches = 0;
    }
    return fetches++ < MOST_FETCHES;
  }

  @Override
  public void close() throws IOException {
    issuer.close();
  }
}
