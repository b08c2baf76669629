package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtSettingsTest {

  private static AccessProperties.Jwt settings(@Nullable String issuer, @Nullable String keys) {
    return new AccessProperties.Jwt(issuer, keys, "daxlease", "roles", "sub", Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo", "foo bar", "ftp://issuer.example", "https://", "https://a b"})
  void whereKeysCannotBeFetchedFromStopsTheStart(String address) {
    assertThatExceptionOfType(MisconfiguredException.class)
        .isThrownBy(() -> new JwtAuthenticator(settings(address, null)))
        .withMessageContaining("daxlease.security.jwt.issuer-uri");
    assertThatExceptionOfType(MisconfiguredException.class)
        .isThrownBy(() -> new JwtAuthenticator(settings(null, address)))
        .withMessageContaining("daxlease.security.jwt.jwk-set-uri");
  }

  /**
   * Where keys have an address of their own, the issuer is a name that tokens are compared with.
   */
  @Test
  void issuerNeedsNoAddressWhereKeysHaveOne() {
    assertThatCode(() -> new JwtAuthenticator(settings("issuer", "https://issuer.example/keys")))
        .doesNotThrowAnyException();
  }
}
