package org.daxlease.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.daxlease.coordination.web.Callers;
import org.daxlease.coordination.web.Problem;
import org.daxlease.coordination.web.ProblemWriter;
import org.daxlease.protocol.Errno;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Requests of a principal per second, counted in this process alone: two replicas let through twice
 * as many, but no request has to ask a database whether it may.
 */
final class RateLimit extends OncePerRequestFilter implements Ordered {

  private static final double NANOS = 1e9;
  private static final int MOST_BUCKETS = 10_000;

  private final int perSecond;
  private final Callers callers;
  private final ProblemWriter problems;
  private final LongSupplier nanoTime;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  RateLimit(int perSecond, Callers callers, ProblemWriter problems, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.callers = callers;
    this.problems = problems;
    this.nanoTime = nanoTime;
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

  /** Behind the filter that knows the caller, before the one that reads the body. */
  @Override
  public int getOrder() {
    return 0;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getRequestURI().startsWith("/v1/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (allows(callers.of(request).principal())) {
      chain.doFilter(request, response);
    } else {
      problems.write(
          request,
          response,
          Problem.of(Errno.EDQUOT, "A principal may make " + perSecond + " requests a second.")
              .withRetryAfter(Duration.ofSeconds(1)));
    }
  }

  /** Whether a principal may make one more request now; if so, it is counted. */
  boolean allows(String principal) {
    long now = nanoTime.getAsLong();
    if (buckets.size() > MOST_BUCKETS) {
      // Who has a full one loses nothing by its going.
      buckets.values().removeIf(bucket -> bucket.isFull(now));
    }
    return buckets.computeIfAbsent(principal, _ -> new Bucket(now)).take(now);
  }
}
