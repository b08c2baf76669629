package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.web.SecurityFilterChain;

/** What a request passes where callers show who they are. */
class FiltersTest extends Guarded {

  @Test
  void filtersAreThoseThatDoSomething(@Autowired SecurityFilterChain chain) {
    assertThat(chain.getFilters())
        .extracting(filter -> filter.getClass().getSimpleName())
        .containsExactly(
            "SecurityContextHolderFilter",
            "HeaderWriterFilter",
            "BearerTokenAuthenticationFilter",
            "SecurityContextHolderAwareRequestFilter",
            "AnonymousAuthenticationFilter",
            "ExceptionTranslationFilter",
            "AuthorizationFilter");
  }

  @Test
  void nobodyGetsASession() {
    List<Site.Answer> answers =
        List.of(
            site.send("vera", "GET /v1/files").is(200),
            site.send("nobody", "GET /v1/files").is(401),
            site.send("vera", "POST /v1/files", "{}").is(403),
            site.send("nobody", "GET /swagger-ui.html").is(302));

    for (Site.Answer answer : answers) {
      assertThat(answer.header("Set-Cookie")).as(answer.to()).isEmpty();
      assertThat(answer.header("Location")).as(answer.to()).doesNotContain(";");
    }
  }
}
