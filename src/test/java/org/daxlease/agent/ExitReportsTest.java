package org.daxlease.agent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.daxlease.http.StubServer.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An exit that nobody reports is waited for until a fence, or for ever. */
class ExitReportsTest {

  private static final Answer TAKEN = Answer.of(204);

  private final UUID process = UUID.randomUUID();
  private final AgentLifecycle lifecycle = new AgentLifecycle();

  @AfterEach
  void ends() {
    lifecycle.end();
  }

  private ExitReports reports(Answers service, boolean dryRun) {
    return new ExitReports(service.processes(), lifecycle, dryRun, Duration.ofMillis(1));
  }

  /** Roles are given and taken; the service, or what stands before it, is in trouble at times. */
  @ParameterizedTest
  @CsvSource({"403,EACCES", "503,EBUSY", "429,EDQUOT", "401,EACCES"})
  void exitThatIsRefusedForAWhileIsReportedUntilItIsTaken(int status, String code)
      throws IOException {
    Answer refused = Answer.problem(status, code);
    try (var service = new Answers(() -> {}, refused, refused, TAKEN)) {
      reports(service, false).report(process, 17);

      await().until(() -> service.requests().size() == 3);
      assertThat(service.requests()).containsOnly("DELETE /v1/processes/" + process);
    }
  }

  /**
   * As one that was fenced, or has said so itself: the next exit is told, this one is not again.
   */
  @ParameterizedTest
  @CsvSource({"410,ESRCH", "404,ENOENT"})
  void exitThatTheServiceKnowsOfIsNotReportedAgain(int status, String code) throws Exception {
    try (var service = new Answers(() -> {}, Answer.problem(status, code), TAKEN)) {
      ExitReports reports = reports(service, false);
      UUID next = UUID.randomUUID();

      requireNonNull(reports.report(process, 17)).join();
      requireNonNull(reports.report(next, 18)).join();

      assertThat(service.requests())
          .containsExactly("DELETE /v1/processes/" + process, "DELETE /v1/processes/" + next);
    }
  }

  @Test
  void dryRunReportsNone() throws Exception {
    try (var service = new Answers(() -> {}, TAKEN)) {
      UUID other = UUID.randomUUID();

      assertThat(reports(service, true).report(process, 17)).isNull();
      requireNonNull(reports(service, false).report(other, 18)).join();

      assertThat(service.requests()).containsExactly("DELETE /v1/processes/" + other);
    }
  }
}
