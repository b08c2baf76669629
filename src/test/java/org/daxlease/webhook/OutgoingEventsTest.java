package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Entries;
import org.daxlease.journal.Envelopes;
import org.daxlease.journal.Journal;
import org.daxlease.journal.JournalReader;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = "spring.datasource.url=jdbc:h2:mem:events")
class OutgoingEventsTest {

  private static final UUID WEBHOOK = UUID.randomUUID();

  @Autowired private Journal journal;
  @Autowired private JournalReader reader;
  @Autowired private Envelopes envelopes;
  @Autowired private DeliveryRows deliveries;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private PlatformTransactionManager transactions;

  /** While an attempt looks at what it is to send, the journal goes back. */
  @Test
  void whatWasReadBeforeTheJournalWentBackIsNotKept() {
    long start = reader.head();
    append("lost");
    var recentEntries =
        new RecentEntries() {
          private Runnable meanwhile = () -> {};

          @Override
          synchronized Optional<CommittedEntry> at(long position) {
            Optional<CommittedEntry> found = super.at(position);
            meanwhile.run();
            return found;
          }
        };
    var events = new OutgoingEvents(reader, envelopes, deliveries, recentEntries);
    events.next(start, 1);
    recentEntries.meanwhile = events::goBack;
    assertThat(type(events, start + 1)).isEqualTo("lost");

    Entries.loseBehind(jdbc, start);
    append("real");

    assertThat(type(events, start + 1)).isEqualTo("real");
  }

  private void append(String type) {
    new TransactionTemplate(transactions)
        .executeWithoutResult(_ -> journal.append(List.of(Entries.of(type))));
  }

  private static String type(OutgoingEvents events, long position) {
    return events.at(WEBHOOK, position).orElseThrow().head().type();
  }
}
