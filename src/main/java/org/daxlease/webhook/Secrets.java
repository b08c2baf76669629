package org.daxlease.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The secrets of webhooks, {@code whsec_} and Base64 as Standard Webhooks writes them. The database
 * gets them sealed (AES-256-GCM, bound to the webhook's id): a dump of it opens none.
 */
@Component
class Secrets {

  private static final String PREFIX = "whsec_";
  private static final String SEALED = "v1:";
  private static final int NEW_BYTES = 32;
  private static final int LEAST_BYTES = 24;
  private static final int MOST_BYTES = 64;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final Pattern TEXT = Pattern.compile("whsec_[A-Za-z0-9+/]+={0,2}");

  private final SealingKey key;
  private final SecureRandom random = new SecureRandom();

  Secrets(SealingKey key) {
    this.key = key;
  }

  /** Whether there is a key to seal with. */
  boolean canSeal() {
    return key.bytes().isPresent();
  }

  String generate() {
    byte[] bytes = new byte[NEW_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  /** What is wrong with a secret that somebody chose; null for nothing. */
  static @Nullable String objection(String secret) {
    String expected = "must be whsec_ and the Base64 of 24 to 64 bytes";
    if (!TEXT.matcher(secret).matches()) {
      return expected;
    }
    try {
      int length = bytes(secret).length;
      return length < LEAST_BYTES || length > MOST_BYTES ? expected : null;
    } catch (IllegalArgumentException e) {
      return expected;
    }
  }

  /** What signatures are made with. */
  static byte[] bytes(String secret) {
    return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
  }

  String seal(UUID webhookId, String secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, webhookId, nonce)
              .doFinal(secret.getBytes(StandardCharsets.US_ASCII));
      byte[] all = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
      return SEALED + Base64.getEncoder().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a secret could not be sealed", e);
    }
  }

  /** The secret; empty if it was sealed with another key, or if there is no key. */
  Optional<String> open(UUID webhookId, String sealed) {
    if (!canSeal()) {
      return Optional.empty();
    }
    try {
      byte[] all = Base64.getDecoder().decode(sealed.substring(SEALED.length()));
      byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
      byte[] opened =
          cipher(Cipher.DECRYPT_MODE, webhookId, nonce)
              .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
      return Optional.of(new String(opened, StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, UUID webhookId, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(key.bytes().orElseThrow(), "AES"),
        new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(webhookId.toString().getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }
}
