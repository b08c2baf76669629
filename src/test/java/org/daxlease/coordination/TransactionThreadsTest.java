package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.daxlease.history.Reply;
import org.daxlease.history.Service;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/** A request is a virtual thread, and no transaction of its own runs there. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:transaction-threads",
      "daxlease.webhook.allowed-networks=127.0.0.0/8"
    })
@Import(TransactionThreadsTest.Watch.class)
class TransactionThreadsTest {

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final String FILE =
      "{\"filesystem\":\"pmem\",\"path\":\"/%s\",\"backing\":\"DAX\",\"size\":4096}";
  private static final String TRUNCATE =
      "{\"fileId\":\"%s\",\"kind\":\"TRUNCATE\",\"newSize\":0,\"dryRun\":%s}";

  @LocalServerPort private int port;
  @Autowired private Watch watch;
  private Service service;

  /** Notes on which threads transactions begin. */
  static class Watch implements TransactionExecutionListener {

    private final List<Thread> begun = new CopyOnWriteArrayList<>();

    @Override
    public void beforeBegin(TransactionExecution transaction) {
      begun.add(Thread.currentThread());
    }
  }

  @BeforeEach
  void begins() {
    service = new Service(port);
  }

  @Test
  void commandsKeysDryRunsAndQueriesRunOnThreadsOfTheSystem() {
    String file = send("POST", "/v1/files", FILE.formatted(UUID.randomUUID())).id();
    watch.begun.clear();

    send("POST", "/v1/operations", TRUNCATE.formatted(file, true));
    send("POST", "/v1/operations", TRUNCATE.formatted(file, false));
    send("POST", "/v1/operations", TRUNCATE.formatted(file, false), "Idempotency-Key", file);
    send("GET", "/v1/files/" + file + "/blockers", "");

    assertThat(watch.begun).hasSizeGreaterThan(2).noneMatch(Thread::isVirtual);
  }

  @Test
  void deliveriesAreLookedUpOnThreadsOfTheSystem() {
    String webhook = send("POST", "/v1/webhooks", "{\"url\":\"http://127.0.0.1:1/\"}").id();
    watch.begun.clear();

    send("GET", "/v1/webhooks/" + webhook + "/deliveries", "");

    assertThat(watch.begun).isNotEmpty().noneMatch(Thread::isVirtual);
  }

  private Reply send(String method, String path, String body, String... headers) {
    Reply reply = service.send(method, path, body, WAIT, headers);
    assertThat(reply.status()).as(reply.toString()).isBetween(200, 299);
    return reply;
  }
}
