package org.daxlease.holder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.daxlease.client.LeaseInfo;
import org.daxlease.http.StubServer;
import org.daxlease.http.StubServer.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A stream has the signals of all files of the process. */
class ConcernedFilesTest {

  private final LeaseInfo lease = Leases.held();

  private final AtomicInteger openings = new AtomicInteger();

  /** How often the stream had been opened at each call of the listener. */
  private final BlockingQueue<Integer> heardAt = new LinkedBlockingQueue<>();

  private final StubServer server =
      new StubServer()
          .on("/v1/leases", Answer.json(200, JsonMapper.shared().writeValueAsString(lease)));

  @AfterEach
  void ends() {
    server.close();
  }

  private static String signal(@Nullable UUID leaseId, UUID fileId) {
    String broken = leaseId == null ? "null" : "\"" + leaseId + "\"";
    return """
    data: {"specversion":"1.0","id":"1","source":"/","type":"org.daxlease.signal.sigbus",\
    "datacontenttype":"application/json","data":{"leaseId":%s,"fileId":"%s"}}

    """
        .formatted(broken, fileId);
  }

  /** The stream ends after the first signals, and is opened again for the last. */
  private void hears(String first, String last) throws InterruptedException {
    server.on(
        "/v1/processes",
        _ -> Answer.of(200, "text/event-stream", openings.incrementAndGet() == 1 ? first : last));
    var listening =
        new LeasedFile.Listening(NotificationChannel.STREAM, _ -> heardAt.add(openings.get()));
    CoordinatorClient coordinator = CoordinatorClient.at(server.uri(), Credentials.NONE);
    // A first look takes long enough for the stream to be opened again meanwhile.
    assertThat(coordinator.holdings().lease(lease.id())).isEqualTo(lease);
    try (BreakDispatcher _ = BreakDispatcher.listen(listening, coordinator, lease)) {
      assertThat(heardAt.poll(60, TimeUnit.SECONDS)).isGreaterThan(1);
    }
  }

  @Test
  void breakOfAnotherFileIsNotTold() throws InterruptedException {
    hears(
        signal(UUID.randomUUID(), UUID.randomUUID()) + signal(null, UUID.randomUUID()),
        signal(lease.id(), lease.fileId()));
  }

  /** As nobody else would hear of them: they may be this file's, whose lease has gone. */
  @Test
  void signalToUnleasedPinsOfTheFileIsTold() throws InterruptedException {
    hears("", signal(null, lease.fileId()));
  }
}
