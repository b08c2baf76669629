package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.daxlease.coordination.Authority;
import org.daxlease.coordination.Caller;
import org.daxlease.http.EventStream;
import org.daxlease.http.StubServer;
import org.daxlease.http.StubServer.Answer;
import org.daxlease.http.StubServer.Request;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Tokens of an issuer that serves its keys, as it changes them; and metrics on their own port. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:jwt;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
      "management.server.port=0",
      "management.server.address=127.0.0.1",
      "daxlease.security.mode=jwt",
      "daxlease.security.jwt.audience=daxlease",
      "daxlease.security.jwt.roles-claim=realm_access.roles",
      "daxlease.security.jwt.clock-skew=0s"
    })
@DirtiesContext
class JwtTest {

  private static final StubServer ISSUER = new StubServer().on("/", JwtTest::answer);
  private static final String NAME = ISSUER.uri().toString();
  private static volatile JWKSet keys = new JWKSet();
  private static final RSAKey FIRST = rsa("first");

  @LocalServerPort private int port;
  @LocalManagementPort private int managementPort;

  @Autowired private Principals principals;

  private Site site;

  @DynamicPropertySource
  static void issuer(DynamicPropertyRegistry properties) {
    properties.add("daxlease.security.jwt.issuer-uri", () -> NAME);
  }

  @BeforeEach
  void issuerHasOneKey() {
    keys = new JWKSet(FIRST);
    site = new Site(port);
  }

  @AfterAll
  static void stopsTheIssuer() {
    ISSUER.close();
  }

  @Test
  void signedTokenGivesItsRoles() {
    Site.Answer file =
        get(
            signed(FIRST, c -> roles(c, "orchestrator", "offline_access")),
            "POST /v1/files",
            "{'filesystem':'pmem0','path':'/jwt','backing':'DAX','size':0}");
    file.is(201);
    get(signed(FIRST, c -> roles(c, "orchestrator")), "POST /v1/processes", "{}")
        .refused(403, "EACCES");
    get(signed(FIRST, c -> {}), "GET /v1/files", "").refused(403, "EACCES");
    assertThat(
            get(
                    signed(FIRST, c -> roles(c, "viewer")),
                    "GET /v1/events?after=0&type=file.registered",
                    "")
                .is(200)
                .body())
        .contains("\"principal\":\"ann\"");
  }

  @Test
  void wordsWillDoForAListOfRoles() {
    get(
            signed(FIRST, c -> c.claim("realm_access", Map.of("roles", "viewer email"))),
            "GET /v1/files",
            "")
        .is(200);
  }

  @Test
  void tokenThatIsNotMeantOrNotGoodAnyMoreIsRefused() throws JOSEException {
    Date past = Date.from(Instant.now().minusSeconds(60));
    refused(signed(FIRST, c -> roles(c, "operator").audience("another")));
    refused(signed(FIRST, c -> roles(c, "operator").audience((String) null)));
    refused(signed(FIRST, c -> roles(c, "operator").issuer("http://127.0.0.1:1")));
    refused(signed(FIRST, c -> roles(c, "operator").expirationTime(past)));
    refused(signed(FIRST, c -> roles(c, "operator").expirationTime(null)));
    refused(
        signed(
            FIRST,
            c -> roles(c, "operator").notBeforeTime(Date.from(Instant.now().plusSeconds(60)))));
    refused(signed(FIRST, c -> roles(c, "operator").subject(null)));
    refused(signed(FIRST, c -> roles(c, "operator").subject("coordinator")));
    refused(signed(FIRST, c -> roles(c, "operator").subject("anonymous")));
    refused(signed(FIRST, c -> roles(c, "operator").subject(" ")));
    refused(signed(FIRST, c -> roles(c, "operator").subject("a\nb")));
    refused(signed(FIRST, c -> roles(c, "operator").subject("x".repeat(256))));
    refused(signed(rsa("first"), c -> roles(c, "operator")));
    refused(signed(rsa("unknown"), c -> roles(c, "operator")));
    String good = signed(FIRST, c -> roles(c, "viewer"));
    refused(good.substring(0, good.lastIndexOf('.') + 1));
    refused(good.substring(0, good.lastIndexOf('.')));
    refused("x");
  }

  /** A webhook keeps the roles, with a character more for each. */
  @Test
  void rolesThatAWebhookCannotKeepAreRefused() {
    String[] roles =
        Stream.concat(
                Stream.of("holder"),
                IntStream.range(10, 25).mapToObj(i -> "host:" + i + "x".repeat(248)))
            .toArray(String[]::new);
    int left = 4096 - String.join(" ", roles).length() - " host:".length();

    Site.Answer longest = webhook(roles, "host:" + "y".repeat(left)).is(201);
    Site.Answer refused = webhook(roles, "host:" + "y".repeat(left + 1)).refused(400, "EINVAL");

    assertThat(refused.text("detail")).contains("at most 4096 characters");
    get(signed(FIRST, c -> roles(c, "operator")), "DELETE /v1/webhooks/" + longest.id(), "")
        .is(204);
  }

  /** Webhooks ask for whoever made them. */
  @Test
  void newestTokenOfWhoeverIsAwaySaysWhatItMay() {
    Caller maker = new Caller("zoe", Authority.of(List.of("viewer")));
    Caller before = new Caller("zoe", Authority.of(List.of("operator")));
    Date now = new Date();
    Date earlier = Date.from(now.toInstant().minusSeconds(60));
    assertThat(principals.now(maker)).isEqualTo(maker);
    assertThat(principals.now(before)).isEqualTo(before);

    asZoe(now, "holder");
    asZoe(earlier, "viewer");
    assertThat(principals.now(maker).authority().labels()).containsExactly("holder");
    assertThat(principals.now(before).authority().labels()).containsExactly("holder");

    asZoe(now, "orchestrator");
    assertThat(principals.now(maker).authority().labels()).containsExactly("orchestrator");
    Caller other = new Caller("mia", Authority.of(List.of("viewer")));
    assertThat(principals.now(other)).isEqualTo(other);
  }

  @Test
  void tokenThatIsShownBeforeTheFirstEventOfAWebhookCounts() {
    Caller maker = new Caller("eve", Authority.of(List.of("operator")));
    String body = "{'url':'https://h.example.com/','types':['nothing']}";
    String operator = signed(FIRST, c -> roles(c, "operator").subject("eve"));
    Site.Answer made = get(operator, "POST /v1/webhooks", body).is(201);

    get(signed(FIRST, c -> roles(c, "viewer").subject("eve")), "GET /v1/files", "").is(200);

    assertThat(principals.now(maker).authority().labels()).containsExactly("viewer");
    get(operator, "DELETE /v1/webhooks/" + made.id(), "").is(204);
  }

  private void asZoe(Date issued, String role) {
    get(
            signed(FIRST, c -> roles(c, role).subject("zoe").issueTime(issued)),
            "GET /v1/files?limit=1",
            "")
        .is(200);
  }

  @Test
  void typeMayHaveItsPrefix() {
    String token = signed(FIRST, "application/at+jwt", c -> roles(c, "viewer"));

    get(token, "GET /v1/files?limit=1", "").is(200);
    refused(signed(FIRST, "logout+jwt", c -> roles(c, "viewer")));
  }

  private Site.Answer webhook(String[] roles, String another) {
    String[] all = Stream.concat(Stream.of(roles), Stream.of(another)).toArray(String[]::new);
    return get(
        signed(FIRST, c -> roles(c, all)),
        "POST /v1/webhooks",
        "{'url':'https://h.example.com/','types':['nothing']}");
  }

  /** RFC 8725, 2.1: no signature at all, or one made with the public key as if it were a secret. */
  @Test
  void algorithmIsNotTheTokensChoice() throws Exception {
    JWTClaimsSet claims = claims(c -> roles(c, "operator"));
    refused(new PlainJWT(claims).serialize());
    SignedJWT symmetric =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), claims);
    symmetric.sign(new MACSigner(FIRST.toRSAPublicKey().getEncoded()));
    refused(symmetric.serialize());
  }

  @Test
  void keysMayChange() throws JOSEException {
    RSAKey second = rsa("second");
    ECKey third = new ECKeyGenerator(Curve.P_256).keyID("third").generate();
    get(signed(FIRST, c -> roles(c, "viewer")), "GET /v1/files", "").is(200);
    refused(signed(second, c -> roles(c, "viewer")));

    keys = new JWKSet(List.<JWK>of(second, third));

    get(signed(second, c -> roles(c, "viewer")), "GET /v1/files", "").is(200);
    get(signed(third, c -> roles(c, "viewer")), "GET /v1/files", "").is(200);
    await()
        .untilAsserted(() ->
            get(signed(FIRST, c -> roles(c, "viewer")), "GET /v1/files", "")
                .refused(401, "EACCES"));
  }

  @Test
  void streamEndsWhenItsTokenExpires() {
    Date soon = Date.from(Instant.now().plusSeconds(3));
    String token = signed(FIRST, c -> roles(c, "viewer").expirationTime(soon));
    try (EventStream stream = site.stream(token, "/v1/events")) {
      stream.awaitsEnd();
    }
  }

  @Test
  void issuerThatIsAwayIsNoReasonToSayNo() {
    RSAKey fresh = rsa("fresh");
    keys = new JWKSet();
    away = true;
    try {
      Site.Answer answer = get(signed(fresh, c -> roles(c, "viewer")), "GET /v1/files", "");
      assertThat(answer.refused(503, "EBUSY").header("Retry-After")).isNotBlank();
      assertThat(answer.body()).doesNotContain("127.0.0.1", "Exception");
    } finally {
      away = false;
    }
  }

  @Test
  void metricsOnAPortOfTheirOwnNeedNoToken() {
    Site own = new Site(managementPort);

    assertThat(own.send("nobody", "GET /actuator/prometheus").is(200).body())
        .contains("daxlease_security_insecure 0.0");
    own.send("nobody", "GET /actuator/health").is(200);
    own.send("nobody", "GET /actuator/info").refused(401, "EACCES");
    own.send("nobody", "GET /actuator/sbom").refused(401, "EACCES");
    String viewer = signed(FIRST, c -> roles(c, "viewer"));
    own.sendWith("Bearer " + viewer, "GET /actuator/sbom", "").is(200);
    assertThat(own.sendWith("Bearer " + viewer, "GET /actuator/health", "").is(200).body())
        .contains("\"details\"");
    assertThat(own.send("nobody", "GET /actuator/health").body()).doesNotContain("\"details\"");
    site.send("nobody", "GET /actuator/prometheus").refused(401, "EACCES");
  }

  private Site.Answer get(String token, String request, String body) {
    return site.sendWith("Bearer " + token, request, body);
  }

  private void refused(String token) {
    Site.Answer answer = get(token, "GET /v1/overview", "").refused(401, "EACCES");
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    if (token.length() > 20) {
      assertThat(answer.body()).doesNotContain(token.substring(0, 20));
    }
  }

  private static JWTClaimsSet.Builder roles(JWTClaimsSet.Builder claims, String... roles) {
    return claims.claim("realm_access", Map.of("roles", List.of(roles)));
  }

  private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> more) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(NAME)
            .audience("daxlease")
            .subject("ann")
            .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    more.accept(claims);
    return claims.build();
  }

  private static String signed(JWK key, Consumer<JWTClaimsSet.Builder> more) {
    return signed(key, "at+jwt", more);
  }

  private static String signed(JWK key, String type, Consumer<JWTClaimsSet.Builder> more) {
    try {
      JWSSigner signer =
          key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner(key.toRSAKey());
      JWSAlgorithm algorithm = key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(algorithm)
                  .keyID(key.getKeyID())
                  .type(new JOSEObjectType(type))
                  .build(),
              claims(more));
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static volatile boolean away;

  private static Answer answer(Request request) {
    String discovery =
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\",\"subject_types_supported\":[\"public\"]}";
    String body =
        request.path().equals("/keys")
            ? keys.toPublicJWKSet().toString()
            : discovery.formatted(NAME, NAME);
    return Answer.json(away ? 503 : 200, body);
  }
}
