package org.daxlease.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.daxlease.client.OperationInfo;
import org.daxlease.http.StubServer;
import org.daxlease.http.StubServer.Answer;
import org.daxlease.http.StubServer.Request;
import org.junit.jupiter.api.Test;

class GrantTest {

  private final AtomicInteger asked = new AtomicInteger();

  private Answer notNow(Request request) {
    asked.incrementAndGet();
    return Answer.problem(503, "EBUSY");
  }

  private static OperationInfo granted(Duration ttl) {
    return granted(Instant.EPOCH, Instant.EPOCH.plus(ttl));
  }

  private static OperationInfo granted(Instant at, Instant until) {
    return new OperationInfo(
        UUID.randomUUID(),
        UUID.randomUUID(),
        "GRANTED",
        1,
        "TRUNCATE",
        1L,
        at,
        until,
        true,
        null,
        null,
        null,
        List.of(),
        List.of());
  }

  /** Work that takes its time does not lose its grant to a moment of trouble. */
  @Test
  void renewalThatIsRefusedForNowIsTriedAgain() {
    StubServer server = new StubServer().on("/", this::notNow);
    CoordinatorClient coordinator = CoordinatorClient.at(server.uri(), Credentials.NONE);

    Thread keeper =
        new Grant(coordinator, granted(Duration.ofMillis(30)), System.nanoTime()).keep();

    try {
      await().until(() -> asked.get() >= 3);
    } finally {
      keeper.interrupt();
      server.close();
    }
  }

  /** It was granted an hour before, and an outage ago: what counts is how long it is good for. */
  @Test
  void grantIsRenewedByWhatIsLeftOfIt() {
    Instant now = Instant.now();
    OperationInfo old = granted(now.minus(Duration.ofHours(1)), now.plusSeconds(2));
    StubServer server =
        new StubServer()
            .on(
                "/",
                _ -> {
                  asked.incrementAndGet();
                  return Answer.json(
                      200,
                      """
                      {"id": "%s", "fileId": "%s", "state": "GRANTED", "version": 2,
                       "kind": "TRUNCATE", "token": 1, "grantedAt": "%s", "grantExpiresAt": "%s",
                       "confirmed": true, "blockers": [], "breaks": []}
                      """
                          .formatted(
                              old.id(),
                              old.fileId(),
                              old.grantedAt(),
                              Instant.now().plusSeconds(3)));
                });
    CoordinatorClient coordinator = CoordinatorClient.at(server.uri(), Credentials.NONE);
    Grant grant = new Grant(coordinator, old, System.nanoTime());
    assertThat(grant.isGoodForWork()).isTrue();

    Thread keeper = grant.keep();

    try {
      await().until(() -> asked.get() >= 3);
    } finally {
      keeper.interrupt();
      server.close();
    }
  }
}
