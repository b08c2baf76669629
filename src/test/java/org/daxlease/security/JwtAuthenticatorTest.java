package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.daxlease.http.StubServer;
import org.daxlease.http.StubServer.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

class JwtAuthenticatorTest {

  private final AtomicInteger fetches = new AtomicInteger();
  private final StubServer issuer = new StubServer();
  private ECKey key;
  private JwtAuthenticator authenticator;

  @BeforeEach
  void issuerServesOneKey() throws JOSEException {
    key = new ECKeyGenerator(Curve.P_256).keyID("known").generate();
    Answer keys = Answer.json(200, new JWKSet(key.toPublicJWK()).toString());
    issuer.on(
        "/keys",
        _ -> {
          fetches.incrementAndGet();
          return keys;
        });
    String address = issuer.uri() + "/keys";
    authenticator =
        new JwtAuthenticator(
            new AccessProperties.Jwt(null, address, "daxlease", "roles", "sub", Duration.ZERO));
  }

  @AfterEach
  void stopsTheIssuer() {
    issuer.close();
  }

  /** The principal as JSON has it, with its escapes. */
  private String token(String keyId, String principal) throws JOSEException {
    String claims =
        """
        {"aud": "daxlease", "sub": "%s", "exp": %d}\
        """
            .formatted(principal, Instant.now().plusSeconds(600).getEpochSecond());
    var token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(), new Payload(claims));
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }

  private void refused(String token) {
    assertThatExceptionOfType(InvalidBearerTokenException.class)
        .isThrownBy(() -> authenticator.admit(token));
  }

  @Test
  void keysThatSomebodyMakesUpAreNotAllAskedFor() throws JOSEException {
    for (int i = 0; i < 50; i++) {
      refused(token("made-up-" + i, "ann"));
    }

    assertThat(fetches).hasValueLessThan(50);
    assertThat(authenticator.admit(token("known", "ann")).caller().principal()).isEqualTo("ann");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\\ud800",
        "a\\udc00b",
        "\\ude00\\ud83d",
        "a\\u2028b",
        "a\\u2029b",
        "a\\u202ab",
        "a\\u202eb",
        "a\\u2066b",
        "a\\u2069b",
        "a\\u0085b"
      })
  void nameThatCannotBeWrittenOrReadsAsAnotherIsNone(String principal) throws JOSEException {
    refused(token("known", principal));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud83d\\ude00", "a\\u2027b", "a\\u202fb", "a\\u2065b", "a\\u206ab"})
  void othersAreNames(String principal) throws JOSEException {
    assertThat(authenticator.admit(token("known", principal)).caller().principal()).isNotBlank();
  }
}
