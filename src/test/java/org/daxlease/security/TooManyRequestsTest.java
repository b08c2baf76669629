package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/** A service that lets so few requests through that any machine sends more. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:too-many;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
      "daxlease.security.mode=token",
      "daxlease.security.tokens.bob.value=token-of-bob",
      "daxlease.security.tokens.bob.roles=operator",
      "daxlease.security.tokens.carol.value=token-of-carol",
      "daxlease.security.tokens.carol.roles=viewer",
      "daxlease.security.tokens.dora.value=token-of-dora",
      "daxlease.security.tokens.dora.roles=viewer",
      "daxlease.security.quota.requests-per-second=1"
    })
@DirtiesContext
class TooManyRequestsTest {

  @LocalServerPort private int port;

  private Site site;

  @BeforeEach
  void begins() {
    site = new Site(port);
  }

  private List<Site.Answer> manyTimes(String who, String what) {
    return IntStream.range(0, 100).mapToObj(_ -> site.send(who, what)).toList();
  }

  private static Site.Answer otherThan(int status, List<Site.Answer> answers) {
    return answers.stream().filter(a -> a.status() != status).findFirst().orElseThrow();
  }

  @Test
  void whoAsksTooOftenIsToldWhenToComeBack() {
    Site.Answer refused = otherThan(200, manyTimes("carol", "GET /v1/files?limit=1"));

    refused.refused(429, "EDQUOT");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    site.send("bob", "GET /v1/files?limit=1").is(200);
    site.send("carol", "GET /actuator/health").is(200);
  }

  @Test
  void whatIsNotAllowedIsCountedToo() {
    otherThan(403, manyTimes("dora", "POST /v1/processes")).refused(429, "EDQUOT");
  }
}
