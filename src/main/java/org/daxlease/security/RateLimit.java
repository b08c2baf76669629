package org.daxlease.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.web.Problem;
import org.daxlease.coordination.web.ProblemWriter;
import org.daxlease.protocol.Errno;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Requests of a principal per second, counted in this process alone: two replicas let through twice
 * as many, but no request has to ask a database whether it may.
 */
final class RateLimit extends OncePerRequestFilter {

  private static final double NANOS = 1e9;
  static final int MOST_BUCKETS = 10_000;
  private static final long SWEEP_NANOS = 1_000_000_000;

  /** Looks at paths as whoever answers them does: decoded. */
  private static final PathPatternRequestMatcher COUNTED =
      PathPatternRequestMatcher.pathPattern("/v1/**");

  private final int perSecond;
  private final CallerAuthenticator authenticator;
  private final ProblemWriter problems;
  private final LongSupplier nanoTime;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private volatile long swept;

  RateLimit(
      int perSecond,
      CallerAuthenticator authenticator,
      ProblemWriter problems,
      LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.authenticator = authenticator;
    this.problems = problems;
    this.nanoTime = nanoTime;
    this.swept = nanoTime.getAsLong() - SWEEP_NANOS;
  }

  /** What a principal has left: it fills up as time goes by, to two seconds' worth. */
  private final class Bucket {

    private double left = 2.0 * perSecond;
    private long at;

    Bucket(long now) {
      this.at = now;
    }

    synchronized boolean take(long now) {
      fill(now);
      if (left < 1) {
        return false;
      }
      left--;
      return true;
    }

    synchronized boolean isFull(long now) {
      fill(now);
      return left >= 2.0 * perSecond;
    }

    private void fill(long now) {
      left = Math.min(2.0 * perSecond, left + Math.max(0, now - at) / NANOS * perSecond);
      at = now;
    }
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !COUNTED.matches(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<Caller> caller = authenticator.known(request);
    if (caller.isEmpty() || allows(caller.get().principal())) {
      chain.doFilter(request, response);
    } else {
      problems.write(
          request,
          response,
          Problem.of(Errno.EDQUOT, "A principal may make " + perSecond + " requests a second.")
              .withRetrySoon());
    }
  }

  /** Whether a principal may make one more request now; if so, it is counted. */
  boolean allows(String principal) {
    long now = nanoTime.getAsLong();
    if (buckets.size() > MOST_BUCKETS && now - swept > SWEEP_NANOS) {
      swept = now;
      // Who has a full one loses nothing by its going.
      buckets.values().removeIf(bucket -> bucket.isFull(now));
    }
    return buckets.computeIfAbsent(principal, _ -> new Bucket(now)).take(now);
  }

  /** Of how many principals it is remembered what they have left. */
  int remembered() {
    return buckets.size();
  }
}
