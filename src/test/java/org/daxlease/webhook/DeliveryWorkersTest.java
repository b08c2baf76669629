package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.daxlease.acceptance.FailingStatements;
import org.daxlease.acceptance.FailingStatements.Failure;
import org.daxlease.coordination.Caller;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Journal;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.JournalReader;
import org.daxlease.journal.Refs;
import org.daxlease.webhook.DeliveryQueue.Due;
import org.daxlease.webhook.DeliveryView.AttemptView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What is done for a webhook that no row tells of, so that nothing else looks after it. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "spring.datasource.url=jdbc:h2:mem:workers;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000")
@Import(FailingStatements.class)
class DeliveryWorkersTest {

  @Autowired private FailingStatements failing;
  @Autowired private DeliveryWorkers workers;
  @Autowired private Deliverer deliverer;
  @Autowired private ReplicaClaim claim;
  @Autowired private Journal journal;
  @Autowired private JournalReader reader;
  @Autowired private TransactionTemplate transaction;
  @Autowired private WebhookRows webhooks;
  @Autowired private DeliveryRows deliveries;
  @Autowired private JdbcTemplate jdbc;

  private final UUID file = UUID.randomUUID();
  private final String filesystem = "fs-" + file;

  private long append(String type, String data) {
    var entry = new Entry(type, Instant.now(), "p", Refs.file(file, filesystem), data);
    return Objects.requireNonNull(transaction.execute(_ -> journal.append(List.of(entry))));
  }

  /** A webhook for the file, of a replica that is not this one, as far as a position. */
  private DeliveryQueue queue(long position, LaneRows.Row... lanes) {
    var webhook =
        new Webhook(
            UUID.randomUUID(),
            Caller.ANONYMOUS,
            "http://127.0.0.1:1/",
            new WebhookFilter(List.of(), null, null, filesystem, null),
            new Webhook.SealedKeys("", null, null),
            new Webhook.Standing(WebhookState.ACTIVE, null, position, 0, null, Instant.now()));
    var endpoint =
        new Endpoint(
            webhook,
            UUID.randomUUID(),
            new Endpoint.Keys(new byte[32], null, null),
            new Visibility(caller -> caller));
    var schedule = new RetrySchedule(Webhooks.DEFAULTS, new Random(1));
    return new DeliveryQueue(webhook, endpoint, List.of(lanes), schedule);
  }

  /** It was still this replica's when the attempt got its place. */
  @Test
  void nothingIsSentForAWebhookThatAnotherMayHaveByThen() {
    long position = append("pin.x", "{}");
    DeliveryQueue queue = queue(position - 1);
    queue.offer(reader.after(position - 1, 1, JournalFilter.all()), claim.now());
    Due due = Objects.requireNonNull(queue.begin(claim.now()));
    Slots.Slot slot = Objects.requireNonNull(new Slots(8).take(Slots.Want.of(due, "h")));

    assertThat(deliverer.attempt(queue, due, slot, claim, () -> {})).isTrue();

    assertThat(queue.takeProgress(false)).as("what came of an attempt").isNull();
    assertThat(queue.begin(claim.now())).isEqualTo(due);
  }

  /** Does all that a webhook wants done, as long as it wants something. */
  private void serve(DeliveryQueue queue, long end) {
    workers.start(queue, end, claim, _ -> serve(queue, end));
  }

  /** Each is the beginning of what only a scan asks, or only a lane. */
  @ParameterizedTest
  @ValueSource(strings = {"position <= ? and filesystem", "and file_id = ? and filesystem"})
  void readingThatFailedRestsBeforeItIsTriedAgain(String statement) {
    long position = append("pin.x", "{}");
    long begun = System.nanoTime();
    DeliveryQueue queue = queue(position - 1, laneOfTheFile(position - 1));
    failing.after(0, 2, statement);

    serve(queue, position);

    await()
        .until(() -> queue.scanned() == position && queue.oldestUndelivered(position) == position);
    assertThat(failing.haveFailed()).isTrue();
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(2 * FailurePause.LENGTH.toNanos());
  }

  /** It was attempted before a restart, and has not gone through since. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void failedEventIsAttemptedAgainThoughTheJournalForgotIt(int failures) {
    long gone = append("pin.x", "{}");
    long position = append("pin.x", "{}");
    DeliveryQueue queue = queue(gone - 1, laneOfTheFile(gone - 1));
    keep(queue.id(), gone);
    jdbc.update("delete from journal where position <= ?", gone);
    failing.after(0, failures, "and event is not null and position > ?");

    serve(queue, position);

    Due due = await().until(() -> queue.begin(claim.now()), Objects::nonNull);
    assertThat(due.position()).isEqualTo(gone);
    assertThat(failing.haveFailed()).isTrue();
  }

  /** Nobody serves the webhook but the queue of the test. */
  private void keep(UUID webhookId, long position) {
    webhooks.insert(Webhooks.standing(webhookId, WebhookState.PAUSED, Instant.now()));
    deliveries.save(
        List.of(
            new DeliveryRows.Result(
                webhookId,
                new OutgoingEvent.Head(position, "pin.x", file),
                DeliveryState.PENDING,
                Instant.now(),
                "{}",
                new AttemptView(Instant.now(), "REFUSED", 500, 1, null))));
  }

  private LaneRows.Row laneOfTheFile(long position) {
    return new LaneRows.Row(new UUID(0, 1), new LaneKey("f:" + file), position, null, null);
  }

  @ParameterizedTest
  @EnumSource
  void signalIsFoundThoughTheFirstLookFailed(Failure failure) {
    long position = append("signal.sigio", "{\"deadline\":\"" + Instant.MAX + "\"}");
    DeliveryQueue queue = queue(position - 1);
    failing.after(0, 1, "position <= ? and filesystem", failure);

    workers.findSignals(queue, position, claim, _ -> {});

    await().until(() -> failing.haveFailed() && !queue.beginLaneReads().isEmpty());
  }
}
