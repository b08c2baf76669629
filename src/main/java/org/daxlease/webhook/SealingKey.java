package org.daxlease.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * Where the key is that secrets are sealed with: never in the database that keeps them. The
 * configured one; else, beside an H2 file, a key file of its own; else one derived from the
 * password of the database, which its dumps do not contain.
 */
@Component
class SealingKey {

  private static final Logger log = LoggerFactory.getLogger(SealingKey.class);
  private static final Pattern H2_FILE =
      Pattern.compile("jdbc:h2:(?:file:)?(?!mem:|tcp:|ssl:)([^;]+).*");
  private static final byte[] SALT = "daxlease webhook secrets".getBytes(StandardCharsets.UTF_8);

  /** OWASP's figure for PBKDF2 with SHA-256; taken once, when the first secret is needed. */
  private static final int ITERATIONS = 600_000;

  static final int BYTES = 32;

  private final @Nullable String configured;
  private final JdbcConnectionDetails database;
  private volatile byte @Nullable [] key;

  SealingKey(WebhookProperties properties, JdbcConnectionDetails database) {
    this.configured = properties.secretKey();
    this.database = database;
  }

  /** The key; empty where nothing secret is there to make one of. */
  Optional<byte[]> bytes() {
    byte[] present = key;
    return Optional.ofNullable(present == null ? first() : present);
  }

  /** Whoever comes first decides for all. */
  private synchronized byte @Nullable [] first() {
    byte[] present = key;
    if (present == null) {
      present = find();
      key = present;
    }
    return present;
  }

  private byte @Nullable [] find() {
    if (configured != null) {
      return Base64.getDecoder().decode(configured);
    }
    String url = database.getJdbcUrl();
    Matcher file = H2_FILE.matcher(url);
    if (file.matches()) {
      return fromFile(besideTheDatabase(file.group(1)));
    }
    if (url.startsWith("jdbc:h2:mem:")) {
      return random();
    }
    String password = database.getPassword();
    if (password == null || password.isBlank()) {
      return null;
    }
    log.warn(
        "The secrets of webhooks are sealed with a key derived from the password of the database:"
            + " another password stops all of them. Set daxlease.webhook.secret-key, the same on"
            + " all replicas");
    return derived(password);
  }

  /** Where H2 has a database whose path it was given, which may begin with the user's home. */
  private static Path besideTheDatabase(String path) {
    String absolute =
        path.startsWith("~") ? System.getProperty("user.home") + path.substring(1) : path;
    return Path.of(absolute + ".webhook-key");
  }

  private static byte[] fromFile(Path path) {
    try {
      return KeyFile.read(path);
    } catch (IOException e) {
      throw new UncheckedIOException("the key file of the webhooks cannot be used: " + path, e);
    }
  }

  static byte[] random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static byte[] derived(String password) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password.toCharArray(), SALT, ITERATIONS, BYTES * 8))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no PBKDF2", e);
    }
  }
}
