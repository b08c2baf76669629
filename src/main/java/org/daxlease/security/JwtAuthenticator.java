package org.daxlease.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.daxlease.coordination.Authority;
import org.daxlease.coordination.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.web.client.RestTemplate;

/** Mode {@code jwt}: an issuer has signed who the caller is and what it may. */
final class JwtAuthenticator extends BearerAuthenticator {

  private static final int LONGEST_NAME = 255;
  private static final Pattern ADDRESS = Pattern.compile("https?://[!-~]+");
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration READ = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Stream.of(SignatureAlgorithm.values())
          .map(each -> JWSAlgorithm.parse(each.getName()))
          .collect(Collectors.toUnmodifiableSet());

  private final AccessProperties.Jwt settings;
  private final JwtTimestampValidator lifetime;
  private final JwtDecoder decoder;

  /** Of principals in whose name something is done while they are not there, and of no others. */
  private final Map<String, Shown> newest = new ConcurrentHashMap<>();

  /**
   * Asks nobody yet: the issuer may be away while the service starts.
   *
   * @throws MisconfiguredException if it does not say whose tokens for whom are believed
   */
  JwtAuthenticator(AccessProperties.Jwt settings) {
    if (settings.issuerUri() == null && settings.jwkSetUri() == null) {
      throw new MisconfiguredException(
          "daxlease.security.mode is jwt, and nothing says whose tokens are believed.",
          "Set daxlease.security.jwt.issuer-uri, or daxlease.security.jwt.jwk-set-uri.");
    }
    if (settings.jwkSetUri() == null) {
      requireAddress("issuer-uri", settings.issuerUri());
    } else {
      requireAddress("jwk-set-uri", settings.jwkSetUri());
    }
    if (settings.audience() == null || settings.audience().isBlank()) {
      throw new MisconfiguredException(
          "daxlease.security.mode is jwt, and nothing says which of the issuer's tokens are meant"
              + " for this service.",
          "Set daxlease.security.jwt.audience to what the claim aud of such tokens names.");
    }
    this.settings = settings;
    this.lifetime = new JwtTimestampValidator(settings.clockSkew());
    lifetime.setAllowEmptyExpiryClaim(false);
    OAuth2TokenValidator<Jwt> checks = checks(settings.audience());
    this.decoder =
        new SupplierJwtDecoder(() -> {
          NimbusJwtDecoder made = decoder(settings);
          made.setJwtValidator(checks);
          return made;
        });
  }

  private static void requireAddress(String property, @Nullable String address) {
    if (address != null && !ADDRESS.matcher(address).matches()) {
      throw new MisconfiguredException(
          "daxlease.security.jwt.%s is no address that keys could be fetched from: %s"
              .formatted(property, address),
          "Set it to a URL that begins with https:// or http://.");
    }
  }

  /** Only asymmetric signatures: not {@code none}, and no key of ours with which to sign. */
  private static NimbusJwtDecoder decoder(AccessProperties.Jwt settings) {
    var requests = new SimpleClientHttpRequestFactory();
    requests.setConnectTimeout(CONNECT);
    requests.setReadTimeout(READ);
    var rest = new RestTemplate(requests);
    rest.setInterceptors(List.of(new OnPlatformThread(ANSWER)));
    var builder =
        settings.jwkSetUri() != null
            ? NimbusJwtDecoder.withJwkSetUri(settings.jwkSetUri())
            : NimbusJwtDecoder.withIssuerLocation(String.valueOf(settings.issuerUri()));
    return builder
        .jwsAlgorithms(all -> all.addAll(List.of(SignatureAlgorithm.values())))
        .restOperations(rest)
        .validateType(false)
        .jwtProcessorCustomizer(JwtAuthenticator::keepsKeys)
        .build();
  }

  /** Keys are fetched as ever, and kept by {@link IssuerKeys}. */
  private static void keepsKeys(ConfigurableJWTProcessor<SecurityContext> processor) {
    if (processor.getJWSKeySelector() instanceof JWSVerificationKeySelector<?> selector
        && selector.getJWKSource() instanceof JWKSetBasedJWKSource<?> source) {
      var kept = new JWKSetBasedJWKSource<>(new IssuerKeys(source.getJWKSetSource()));
      processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, kept));
      return;
    }
    throw new IllegalStateException("keys come from somewhere else than they did");
  }

  private OAuth2TokenValidator<Jwt> checks(String audience) {
    // Access tokens call themselves so since RFC 9068, with or without the prefix; other issuers
    // say JWT, or nothing.
    var type = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
    type.setAllowEmpty(true);
    List<OAuth2TokenValidator<Jwt>> checks =
        new ArrayList<>(List.of(lifetime, type, new JwtAudienceValidator(audience)));
    if (settings.issuerUri() != null) {
      checks.add(new JwtIssuerValidator(settings.issuerUri()));
    }
    return new DelegatingOAuth2TokenValidator<>(checks);
  }

  @Override
  CallerAuthentication admit(String token) {
    Jwt jwt = decode(token);
    Caller caller = new Caller(principal(jwt), authority(jwt));
    newest.computeIfPresent(
        caller.principal(), (_, before) -> before.orNewer(caller.authority(), jwt.getIssuedAt()));
    return new CallerAuthentication(caller, () -> !lifetime.validate(jwt).hasErrors());
  }

  private Jwt decode(String token) {
    try {
      return decoder.decode(token);
    } catch (BadJwtException e) {
      throw new InvalidBearerTokenException("The token is not a valid one", e);
    } catch (RuntimeException e) {
      throw new AuthenticationServiceException("The issuer's keys cannot be had", e);
    }
  }

  private String principal(Jwt jwt) {
    Object name = claim(jwt.getClaims(), settings.principalClaim());
    if (name instanceof String text
        && !text.isBlank()
        && text.length() <= LONGEST_NAME
        && text.codePoints().noneMatch(JwtAuthenticator::isUnprintable)
        && !TokenTable.isReserved(text)) {
      return text;
    }
    throw new InvalidBearerTokenException("The token names no principal");
  }

  /** Half a character cannot be written as JSON, and the others make a line read as another. */
  private static boolean isUnprintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> isDirection(codePoint);
    };
  }

  private static boolean isDirection(int codePoint) {
    return codePoint >= 0x202A && codePoint <= 0x202E || codePoint >= 0x2066 && codePoint <= 0x2069;
  }

  /** Roles of other services are no business of this one. */
  private Authority authority(Jwt jwt) {
    Object roles = claim(jwt.getClaims(), settings.rolesClaim());
    Stream<?> listed =
        switch (roles) {
          case String words -> Stream.of(words.split("[,\\s]+", -1));
          case Collection<?> list -> list.stream();
          case null, default -> Stream.of();
        };
    return Authority.of(listed.map(String::valueOf).filter(Authority::isLabel).toList());
  }

  /** The claim of that very name, or where its dots lead. */
  private static @Nullable Object claim(Map<?, ?> claims, String name) {
    int dot = name.indexOf('.');
    return claims.containsKey(name) || dot < 0
        ? claims.get(name)
        : claims.get(name.substring(0, dot)) instanceof Map<?, ?> inner
            ? claim(inner, name.substring(dot + 1))
            : null;
  }

  /**
   * What the newest token says that the principal has shown since it was first asked for; nobody
   * else can be asked, and that it shows none does not mean that it would get none.
   */
  @Override
  public Caller now(Caller then) {
    Shown shown = newest.computeIfAbsent(then.principal(), _ -> Shown.NOTHING_YET);
    return shown.authority() == null ? then : new Caller(then.principal(), shown.authority());
  }

  /** What a token has given that was issued then. */
  private record Shown(@Nullable Authority authority, Instant issued) {

    static final Shown NOTHING_YET = new Shown(null, Instant.MIN);

    /** Without a time of issue it is the order in which they come. */
    Shown orNewer(Authority other, @Nullable Instant at) {
      Instant when = at == null ? issued : at;
      return when.isBefore(issued) ? this : new Shown(other, when);
    }
  }
}
