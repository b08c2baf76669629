package org.daxlease.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.daxlease.coordination.Authority;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.Sha256;
import org.daxlease.security.AccessProperties.Token;
import org.jspecify.annotations.Nullable;

/** The tokens that are good: by their digests, so that no token itself is kept in memory. */
final class TokenTable {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,127}");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

  /** What fits behind {@code Bearer} (RFC 6750, 2.1). */
  private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private final Map<String, Known> byDigest;

  private TokenTable(Map<String, Known> byDigest) {
    this.byDigest = Map.copyOf(byDigest);
  }

  /** One token and whose it is. */
  record Known(String digest, Caller caller) {

    private boolean has(byte[] other) {
      return MessageDigest.isEqual(digest.getBytes(StandardCharsets.US_ASCII), other);
    }
  }

  /**
   * The table of these tokens, by the name of their principal.
   *
   * @throws MisconfiguredException if one of them makes no sense; it says which and why
   */
  static TokenTable of(Map<String, Token> tokens) {
    Map<String, Known> byDigest = new TreeMap<>();
    tokens.forEach((name, token) -> {
      Known made = known(name, token);
      Known other = byDigest.put(made.digest(), made);
      if (other != null) {
        throw wrong(name, "is the same token as that of " + other.caller().principal());
      }
    });
    return new TokenTable(byDigest);
  }

  private static Known known(String name, Token token) {
    if (!NAME.matcher(name).matches() || isReserved(name)) {
      throw wrong(name, "needs another name: letters, digits, dots, dashes, @ and underscores");
    }
    if ((token.value() == null) == (token.sha256() == null)) {
      throw wrong(name, "needs either a value or a sha256");
    }
    if (token.roles().isEmpty()) {
      throw wrong(name, "needs roles, one of " + Authority.LABELS + " or several of them");
    }
    List<String> strange = token.roles().stream().filter(r -> !Authority.isLabel(r)).toList();
    if (!strange.isEmpty()) {
      throw wrong(name, "has the role " + strange.getFirst() + "; roles are " + Authority.LABELS);
    }
    return new Known(digest(name, token), new Caller(name, Authority.of(token.roles())));
  }

  private static String digest(String name, Token token) {
    String value = token.value();
    String sha256 = token.sha256();
    if (value != null && !BEARER.matcher(value).matches()) {
      throw wrong(
          name, "has a value that no bearer token can have: letters, digits and ._~+/- only");
    }
    if (sha256 != null && !SHA_256.matcher(sha256).matches()) {
      throw wrong(name, "has a sha256 that is not 64 hexadecimal digits");
    }
    return sha256 == null ? Sha256.of(String.valueOf(value)) : sha256.toLowerCase(Locale.ROOT);
  }

  /** Names that the service gives itself. */
  static boolean isReserved(String name) {
    return name.equals(Caller.ANONYMOUS.principal()) || name.equals(Caller.COORDINATOR.principal());
  }

  private static MisconfiguredException wrong(String name, String why) {
    return new MisconfiguredException(
        "daxlease.security.tokens." + name + " " + why + ".",
        "Correct it where it is set: in the configuration or in daxlease.security.tokens-file.");
  }

  boolean isEmpty() {
    return byDigest.isEmpty();
  }

  /**
   * Whose token this is. How long it takes says nothing about how much of it was right: digests are
   * compared, all of them, each in constant time.
   */
  Optional<Known> find(String token) {
    byte[] digest = Sha256.of(token).getBytes(StandardCharsets.US_ASCII);
    @Nullable Known found = null;
    for (Known each : byDigest.values()) {
      if (each.has(digest)) {
        found = each;
      }
    }
    return Optional.ofNullable(found);
  }

  /** Whether this token is still good for the same as before. */
  boolean has(Known before) {
    return before.equals(byDigest.get(before.digest()));
  }

  /** What a principal may, whichever its token. */
  Authority authorityOf(String principal) {
    return byDigest.values().stream()
        .filter(each -> each.caller().principal().equals(principal))
        .map(each -> each.caller().authority())
        .findFirst()
        .orElse(Authority.NOTHING);
  }
}
