package org.daxlease.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The headers of Standard Webhooks: an id, the time, and a signature over both and the body. */
final class Signature {

  private static final String ALGORITHM = "HmacSHA256";

  /** Found once: looking for it each time costs more than the signature does. */
  private static final Provider PROVIDER = provider();

  private Signature() {}

  private static Provider provider() {
    try {
      return Mac.getInstance(ALGORITHM).getProvider();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + ALGORITHM, e);
    }
  }

  /**
   * The headers of one attempt.
   *
   * @param id the same at each attempt
   * @param seconds when it is sent, since the epoch
   * @param keys each signs; a receiver accepts whichever it knows
   */
  static Map<String, String> headers(String id, long seconds, byte[] body, List<byte[]> keys) {
    return Map.of(
        "webhook-id", id,
        "webhook-timestamp", Long.toString(seconds),
        "webhook-signature",
            keys.stream()
                .map(key -> "v1," + sign(id, seconds, body, key))
                .collect(Collectors.joining(" ")));
  }

  private static String sign(String id, long seconds, byte[] body, byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM, PROVIDER);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + ALGORITHM, e);
    }
  }
}
