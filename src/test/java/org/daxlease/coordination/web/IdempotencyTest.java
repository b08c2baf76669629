package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import org.daxlease.coordination.SetTime;
import org.daxlease.coordination.idempotency.IdempotencyKey;
import org.daxlease.coordination.idempotency.IdempotentCommands;
import org.daxlease.coordination.idempotency.StoredResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@WebTest
class IdempotencyTest {

  private static final String COMMANDS = "/v1/commands";

  @Autowired private JdbcClient jdbc;
  @Autowired private SetTime time;
  @Autowired private IdempotentCommands commands;

  private Http http;
  private String key;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new Http(port);
    key = UUID.randomUUID().toString();
  }

  @Test
  void sameRequestHasOneEffectAndOneAnswer() {
    Http.Answer first = post("CREATED");
    long effects = effects();
    Http.Answer again = post("CREATED");

    assertThat(first.status()).isEqualTo(201);
    assertThat(effects()).isEqualTo(effects);
    assertSame(again, first);
  }

  @ParameterizedTest
  @CsvSource({"nothing, 204", "tagged, 200"})
  void everyPartOfAnAnswerIsKept(String path, int status) {
    String uri = "%s/%s/%s".formatted(COMMANDS, UUID.randomUUID(), path);
    Http.Answer first = http.post(uri, "", "Idempotency-Key", key);
    Http.Answer again = http.post(uri, "", "Idempotency-Key", key);

    assertThat(first.status()).isEqualTo(status);
    assertSame(again, first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MISSING", "OTHER"})
  void refusalIsKept(String result) {
    Http.Answer first = post(result);
    long effects = effects();

    assertSame(post(result), first);
    assertThat(effects()).isEqualTo(effects);
  }

  @ParameterizedTest
  @ValueSource(strings = {"STALE", "CLOSED"})
  void conflictIsTriedAgainAndItsEffectsStay(String result) {
    long before = effects();

    assertThat(post(result).status()).isEqualTo(409);
    assertThat(post(result).status()).isEqualTo(409);
    assertThat(effects()).isEqualTo(before + 2);
  }

  @Test
  void conflictSaysWhenToTryAgain() {
    assertThat(post("CLOSED").isProblem(409, "EWOULDBLOCK").header("Retry-After")).isEqualTo("3");
  }

  @Test
  void failureLeavesNothingBehind() {
    long before = effects();

    post("THROWN").isProblem(500, "EIO");
    assertThat(effects()).isEqualTo(before);
    assertThat(post("CREATED").status()).isEqualTo(201);
  }

  @Test
  void otherBodyIsEinval() {
    post("CREATED");
    long effects = effects();

    assertThat(post("FOUND").isProblem(422, "EINVAL").fields()).containsExactly("Idempotency-Key");
    assertThat(effects()).isEqualTo(effects);
  }

  @Test
  void bodyIsComparedByteByByte() {
    post("CREATED");

    http.post(COMMANDS, "{\"result\":\"CREATED\"}", "Idempotency-Key", key)
        .isProblem(422, "EINVAL");
  }

  @Test
  void keyIsScopedToItsPath() {
    String one = COMMANDS + "/" + UUID.randomUUID() + "/tagged";
    String other = COMMANDS + "/" + UUID.randomUUID() + "/tagged";

    String first = http.post(one, "", "Idempotency-Key", key).body();
    assertThat(http.post(other, "", "Idempotency-Key", key).body()).isNotEqualTo(first);
    assertThat(http.post(one, "", "Idempotency-Key", key).body()).isEqualTo(first);
  }

  @Test
  void answerIsForgottenAfterADay() {
    Http.Answer first = post("CREATED");
    time.pass(Duration.ofHours(24).minusMillis(1));
    assertSame(post("CREATED"), first);

    time.pass(Duration.ofMillis(1));
    Http.Answer second = post("CREATED");

    assertThat(second.body()).isNotEqualTo(first.body());
    assertSame(post("CREATED"), second);
  }

  @Test
  void whatHasExpiredIsCleanedUp() {
    post("CREATED");
    assertThat(commands.forgetExpired(time.now())).isZero();

    time.pass(Duration.ofHours(24));

    assertThat(commands.forgetExpired(time.now())).isPositive();
    assertThat(jdbc.sql("select count(*) from idempotency").query(Long.class).single()).isZero();
  }

  @Test
  void whatHasExpiredIsCleanedUpALittleAtATime() {
    int more = 3;
    jdbc.sql(
            "insert into idempotency (scope, body_hash, expires_at)"
                + " select 'expired-' || x, 'h', dateadd(microsecond, -x, cast(:at as timestamp(6) with time zone))"
                + " from system_range(1, :rows)")
        .param("at", time.now().atOffset(ZoneOffset.UTC))
        .param("rows", IdempotentCommands.MOST_FORGOTTEN + more)
        .update();

    assertThat(commands.forgetExpired(time.now())).isEqualTo(IdempotentCommands.MOST_FORGOTTEN);
    assertThat(commands.forgetExpired(time.now())).isGreaterThanOrEqualTo(more);
  }

  @Test
  void requestWhoseFirstIsStillRunningIsEalready() {
    // The same request as the one below, held while this one arrives.
    IdempotencyKey running =
        IdempotencyKey.of("anonymous", "POST", COMMANDS, key, body("CREATED").getBytes());

    commands.execute(
        running,
        () -> {
          Http.Answer second = post("CREATED").isProblem(409, "EALREADY");
          assertThat(second.header("Retry-After")).isEqualTo("1");
          return new StoredResponse(409, null, null, null);
        });

    assertThat(post("CREATED").status()).isEqualTo(201);
  }

  static String[] badKeys() {
    return new String[] {"", " ", "a".repeat(256), "a\tb"};
  }

  @ParameterizedTest
  @MethodSource("badKeys")
  void keyIsPrintableAsciiOfAtMost255Characters(String bad) {
    Http.Answer answer = http.post(COMMANDS, body("CREATED"), "Idempotency-Key", bad);

    assertThat(answer.isProblem(400, "EINVAL").fields()).containsExactly("Idempotency-Key");
  }

  @Test
  void longestKeyIsTaken() {
    key = "~ ".repeat(127) + "~";

    assertSame(post("FOUND"), post("FOUND"));
  }

  @Test
  void twoKeysAreOneTooMany() {
    http.post(COMMANDS, body("CREATED"), "Idempotency-Key", "a", "Idempotency-Key", "b")
        .isProblem(400, "EINVAL");
  }

  @Test
  void requestWithoutAKeyIsExecutedEachTime() {
    long before = effects();
    http.post(COMMANDS, body("CREATED"));
    http.post(COMMANDS, body("CREATED"));

    assertThat(effects()).isEqualTo(before + 2);
  }

  private Http.Answer post(String result) {
    return http.post(COMMANDS, body(result), "Idempotency-Key", key);
  }

  private static String body(String result) {
    return "{\"result\": \"%s\"}".formatted(result);
  }

  private long effects() {
    return jdbc.sql("select count(*) from probe").query(Long.class).single();
  }

  private static void assertSame(Http.Answer actual, Http.Answer expected) {
    assertThat(actual.status()).isEqualTo(expected.status());
    assertThat(actual.body()).isEqualTo(expected.body());
    for (String header : new String[] {"Content-Type", "Location", "ETag"}) {
      assertThat(actual.header(header)).as(header).isEqualTo(expected.header(header));
    }
  }
}
