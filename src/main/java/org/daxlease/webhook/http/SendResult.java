package org.daxlease.webhook.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt.
 *
 * @param status of the response; null where there was none
 * @param error what went wrong, in words for the owner of the receiver; null for a 2xx
 * @param retryAfter how long the receiver asked to be left alone
 */
public record SendResult(
    Kind kind,
    @Nullable Integer status,
    Duration latency,
    @Nullable String error,
    @Nullable Duration retryAfter) {

  /** How an attempt ended. */
  public enum Kind {
    /** 2xx. */
    DELIVERED,
    /** 410: the receiver wants no more. */
    GONE,
    /** Any other status, redirects among them. */
    REFUSED,
    /** No complete head of a response in time. */
    TIMEOUT,
    /** No connection, or one that broke. */
    UNREACHABLE,
    /** Not sent: to an address that no webhook may lead to, or of what its maker may not see. */
    FORBIDDEN
  }

  /** A failure without a response. */
  public static SendResult failed(Kind kind, Duration latency, String error) {
    return new SendResult(kind, null, latency, error, null);
  }

  public boolean isDelivered() {
    return kind == Kind.DELIVERED;
  }
}
