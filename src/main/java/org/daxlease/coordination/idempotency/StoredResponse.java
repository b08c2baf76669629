package org.daxlease.coordination.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * An answer as it can be given again.
 *
 * @param status the HTTP status
 * @param location the {@code Location} header
 * @param etag the {@code ETag} header, with its quotes
 * @param body the JSON text; null for an answer without a body
 */
public record StoredResponse(
    int status, @Nullable String location, @Nullable String etag, @Nullable String body) {

  /**
   * Whether a repeated request gets this answer again. 401, 409, 429 and failures of the service
   * say that the same request may well succeed later, so a repetition is tried anew.
   */
  boolean isKept() {
    return switch (status) {
      case 401, 409, 429 -> false;
      default -> status < 500;
    };
  }
}
