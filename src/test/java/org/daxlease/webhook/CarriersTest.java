package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Journal;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.JournalReader;
import org.daxlease.journal.Refs;
import org.daxlease.webhook.Mailbox.Due;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.transaction.support.TransactionTemplate;

/** What is done for a webhook that no row tells of, so that nothing else looks after it. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "spring.datasource.url=jdbc:h2:mem:carriers;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000")
class CarriersTest {

  @Autowired private Courier courier;
  @Autowired private Tenure tenure;
  @Autowired private Journal journal;
  @Autowired private JournalReader reader;
  @Autowired private TransactionTemplate transaction;

  private final UUID file = UUID.randomUUID();
  private final String filesystem = "fs-" + file;

  private long append(String type, String data) {
    var entry = new Entry(type, Instant.now(), "p", Refs.file(file, filesystem), data);
    return Objects.requireNonNull(transaction.execute(_ -> journal.append(List.of(entry))));
  }

  /** A webhook for the file, of a replica that is not this one, as far as a position. */
  private Mailbox mailbox(long position, LaneRows.Row... lanes) {
    var webhook =
        new Webhook(
            UUID.randomUUID(),
            Caller.ANONYMOUS,
            "http://127.0.0.1:1/",
            new WebhookFilter(List.of(), null, null, filesystem, null),
            new Webhook.SealedKeys("", null, null),
            new Webhook.Standing(WebhookState.ACTIVE, null, position, 0, null, Instant.now()));
    var recipient =
        new Recipient(
            webhook,
            UUID.randomUUID(),
            new Recipient.Keys(new byte[32], null, null),
            new Visibility(caller -> caller));
    var schedule = new RetrySchedule(RetryScheduleTest.DEFAULTS, new Random(1));
    return new Mailbox(webhook, recipient, List.of(lanes), schedule);
  }

  /** It was still this replica's when the attempt got its place. */
  @Test
  void nothingIsSentForAWebhookThatAnotherMayHaveByThen() {
    long position = append("pin.x", "{}");
    Mailbox mailbox = mailbox(position - 1);
    mailbox.offer(reader.after(position - 1, 1, JournalFilter.all()), tenure.now());
    Due due = Objects.requireNonNull(mailbox.begin(tenure.now()));
    Slots.Slot slot = Objects.requireNonNull(new Slots(8).take(Slots.Want.of(due, "h")));

    assertThat(courier.attempt(mailbox, due, slot, tenure)).isTrue();

    assertThat(mailbox.takeProgress(false)).as("what came of an attempt").isNull();
    assertThat(mailbox.begin(tenure.now())).isEqualTo(due);
  }
}
