package org.daxlease.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.daxlease.http.StubServer.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who shows signs of life is waited for before a process counts as dead: it must hear of breaks.
 */
class AgentRenewerTest {

  private static final Duration LONG_SILENCE = Duration.ofMinutes(10);
  private static final AgentSettings SETTINGS =
      new AgentSettings(
          "node-1",
          Path.of("unused"),
          Duration.ofSeconds(15),
          new Permissions(Set.of(), Set.of(), false));
  private static final Answer TAKEN =
      Answer.json(
          200,
          "{\"host\":\"node-1\",\"alive\":true,\"aliveUntil\":\"2026-01-01T00:00:15Z\","
              + "\"registeredAt\":\"2026-01-01T00:00:00Z\",\"renewedAt\":\"2026-01-01T00:00:00Z\"}");

  private final AgentLifecycle lifecycle = new AgentLifecycle();

  /** The agent ends with the second question whether it hears, or with its sign of life. */
  @Test
  void thereAreNoneWhileAStreamIsSilent() throws IOException {
    var passed = new AtomicLong();
    var questions = new AtomicInteger();
    LongSupplier nanoTime =
        () -> {
          if (passed.get() > 0 && questions.incrementAndGet() == 2) {
            lifecycle.end();
          }
          return passed.get();
        };
    var liveness = new StreamLiveness(2, nanoTime);
    liveness.heard("signals");
    liveness.heard("processes");
    passed.set(LONG_SILENCE.toNanos());

    try (var service = new Answers(lifecycle::end, TAKEN)) {
      new AgentRenewer(service.processes(), SETTINGS, liveness).run(lifecycle);

      assertThat(service.requests()).isEmpty();
    }
    assertThat(questions).hasValue(2);
  }

  @Test
  void thereIsOneAsSoonAsBothStreamsAreHeard() throws IOException {
    try (var service = new Answers(lifecycle::end, TAKEN)) {
      new AgentRenewer(service.processes(), SETTINGS, heard()).run(lifecycle);

      assertThat(service.requests())
          .containsExactly("PUT /v1/hosts/node-1/agent {\"ttl\":\"PT15S\"}");
    }
  }

  /** A role may be missing for a moment, and the service may be in trouble. */
  @ParameterizedTest
  @CsvSource({"403,EACCES", "503,EBUSY"})
  void thoseThatAreRefusedAreTriedAgain(int status, String code) throws IOException {
    var asked = new AtomicInteger();
    Runnable endsWithTheSecond =
        () -> {
          if (asked.incrementAndGet() == 2) {
            lifecycle.end();
          }
        };
    try (var service = new Answers(endsWithTheSecond, Answer.problem(status, code), TAKEN)) {
      new AgentRenewer(service.processes(), SETTINGS, heard()).run(lifecycle);

      assertThat(service.requests()).hasSize(2);
    }
  }

  private static StreamLiveness heard() {
    var liveness = new StreamLiveness(2, () -> 0);
    liveness.heard("signals");
    liveness.heard("processes");
    return liveness;
  }
}
