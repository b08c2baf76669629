package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told, and what is answered before anybody is asked who they are. */
class HeadersTest extends Guarded {

  @ParameterizedTest
  @CsvSource({
    "vera,   /v1/files,                    200",
    "vera,   /v1/nope,                     404",
    "nobody, /v1/files,                    401",
    "alice,  /v1/operations,               403",
    "nobody, /openapi.yaml,                200",
    "nobody, /swagger-ui/index.html,       200",
    "nobody, /actuator/health,             200"
  })
  void everyAnswerTellsBrowsersWhatNotToDo(String who, String path, int status) {
    Site.Answer answer = site.send(who, "GET " + path).is(status);

    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("Content-Security-Policy"))
        .startsWith("default-src 'none'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe-eval");
    assertThat(answer.header("Strict-Transport-Security")).as("without TLS").isEmpty();
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void swaggersPagesMayRunTheirOwnScripts() {
    String page = site.send("nobody", "GET /swagger-ui/index.html").is(200).body();

    assertThat(site.send("nobody", "GET /swagger-ui/index.html").header("Content-Security-Policy"))
        .contains("script-src 'self'");
    assertThat(page).doesNotContainPattern("<script[^>]*>[^<]*\\S[^<]*</script>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer token-of-nobody",
        "Bearer token of otto",
        "bearer: token-of-otto",
        "Basic b3R0bzp0b2tlbi1vZi1vdHRv",
        "Bearer \\u00e9",
        "token-of-otto"
      })
  void whatIsNoTokenIsNoTokenWhateverItLooksLike(String authorization) {
    Site.Answer answer =
        site.sendWith(authorization, "POST /v1/processes", "{'host':'n','pid':1}")
            .refused(401, "EACCES");

    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(answer.body()).doesNotContain("otto");
  }

  @Test
  void tokenInTheUrlIsNone() {
    site.send("nobody", "GET /v1/files?access_token=token-of-otto").refused(401, "EACCES");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer token-of-otto", "Bearer token-of-vera", "Basic b3R0bzpvdHRv"})
  void secondTokenIsOneTooMany(String another) {
    Site.Answer answer =
        site.from("http://x", "otto", "GET /v1/files", "Authorization", another)
            .refused(400, "EINVAL");

    assertThat(answer.text("detail")).contains("one bearer token, in its header");
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_request\"");
  }

  @Test
  void schemeIsNoMatterOfCase() {
    site.sendWith("bearer token-of-otto", "GET /v1/files", "").is(200);
  }

  @Test
  void methodThatAPathDoesNotTakeIsSaid() {
    Site.Answer answer = site.send("otto", "PATCH /v1/pins", "{}").refused(405, "EINVAL");

    assertThat(answer.header("Allow")).isEqualTo("POST");
    site.send("otto", "DELETE /openapi.yaml").refused(405, "EINVAL");
    site.send("nobody", "DELETE /openapi.yaml").refused(401, "EACCES");
  }

  @Test
  void headAsksForWhatGetDoes() {
    assertThat(site.send("vera", "HEAD /v1/files").status()).isEqualTo(200);
    assertThat(site.send("alice", "HEAD /v1/operations").status()).isEqualTo(403);
    assertThat(site.send("nobody", "HEAD /v1/files").status()).isEqualTo(401);
  }

  /** Paths that a firewall stops say no in the same words. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1//files",
        "/v1/files;x=y",
        "/v1/files/%25",
        "/v1/files/..%5C",
        "//v1/files",
        "/openapi.yaml/../v1/files;a"
      })
  void ambiguousPathIsRefused(String path) {
    Site.Answer answer = site.send("nobody", "GET " + path);

    assertThat(answer.status()).isIn(400, 401);
    answer.refused(answer.status(), answer.status() == 400 ? "EINVAL" : "EACCES");
  }

  /** Unless they are configured: see {@link QuotaTest}. */
  @Test
  void pagesOfOtherOriginsAreToldNothing() {
    String origin = "https://console.example.com";
    Site.Answer preflight =
        site.from(origin, "nobody", "OPTIONS /v1/files", "Access-Control-Request-Method", "POST")
            .refused(401, "EACCES");
    Site.Answer read = site.from(origin, "vera", "GET /v1/files").is(200);
    Site.Answer open = site.from(origin, "nobody", "GET /openapi.yaml").is(200);

    for (Site.Answer answer : List.of(preflight, read, open)) {
      assertThat(answer.headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }
  }

  @Test
  void healthShowsItsDetailsToWhoMayKnow() {
    assertThat(site.send("nobody", "GET /actuator/health").is(200).body())
        .doesNotContain("details", "H2");
    assertThat(site.send("alice", "GET /actuator/health").is(200).body()).doesNotContain("details");
    assertThat(site.send("vera", "GET /actuator/health").is(200).body()).contains("details");
  }
}
