package org.daxlease.coordination.idempotency;

import org.daxlease.coordination.Sha256;

/**
 * Names one request that may be repeated. Two requests are the same request if principal, method,
 * path and the client's key agree; they must then have the same body, too.
 *
 * @param path the path as the client wrote it, without a query
 * @param key what the client sent as {@code Idempotency-Key}
 * @param bodyHash SHA-256 of the body's bytes, in hex
 */
public record IdempotencyKey(
    String principal, String method, String path, String key, String bodyHash) {

  /** The key of a request with this body. */
  public static IdempotencyKey of(
      String principal, String method, String path, String key, byte[] body) {
    return new IdempotencyKey(principal, method, path, key, Sha256.of(body));
  }

  /** What the answer is stored under: of one length, whatever the parts are. */
  String scope() {
    // Only the principal could contain a line break, so it comes last.
    return Sha256.of(String.join("\n", method, path, key, principal));
  }
}
