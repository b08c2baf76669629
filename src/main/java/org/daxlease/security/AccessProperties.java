package org.daxlease.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may call.
 *
 * @param mode {@code none} (everybody may do everything; on loopback only), {@code token} or {@code
 *     jwt}
 * @param allowInsecure whether mode {@code none} is allowed on addresses that others can reach
 * @param tokens bearer tokens by the name of their principal
 * @param tokensFile more of them: a YAML or properties file, or a directory with a file for each
 *     value
 * @param reloadInterval how often that file is looked at
 * @param jwt which signed tokens are believed
 * @param cors which web pages may call
 */
@Validated
@ConfigurationProperties("daxlease.security")
record AccessProperties(
    @DefaultValue("none") Mode mode,
    @DefaultValue("false") boolean allowInsecure,
    @DefaultValue Map<String, Token> tokens,
    @Nullable String tokensFile,
    @DefaultValue("1s") @DurationMin(millis = 10) Duration reloadInterval,
    @DefaultValue @Valid Jwt jwt,
    @DefaultValue Cors cors) {

  /**
   * A bearer token.
   *
   * @param value the token itself
   * @param sha256 or its SHA-256 in hexadecimal, so that nobody can read it here
   * @param roles what it gives, such as {@code holder} or {@code host:node1}
   */
  record Token(@Nullable String value, @Nullable String sha256, @DefaultValue List<String> roles) {

    /** Without what is secret. */
    @Override
    public String toString() {
      return "Token" + roles;
    }
  }

  /**
   * Signed tokens (RFC 7519, RFC 9068).
   *
   * @param issuerUri whose tokens are believed; its metadata says where its keys are
   * @param jwkSetUri where its keys are, if it has no metadata
   * @param audience what {@code aud} must name: this service
   * @param rolesClaim the claim with the roles, a list or words with blanks between; dots lead into
   *     objects
   * @param principalClaim the claim with the name of the principal
   * @param clockSkew by how much the issuer's clock may be wrong
   */
  record Jwt(
      @Nullable String issuerUri,
      @Nullable String jwkSetUri,
      @Nullable String audience,
      @DefaultValue("roles") @NotBlank String rolesClaim,
      @DefaultValue("sub") @NotBlank String principalClaim,
      @DefaultValue("5s") @DurationMin Duration clockSkew) {}

  /**
   * Cross-origin requests.
   *
   * @param allowedOrigins the origins of web pages that may call; none by default
   */
  record Cors(@DefaultValue List<String> allowedOrigins) {}
}
