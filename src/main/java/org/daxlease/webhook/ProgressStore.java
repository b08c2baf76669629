package org.daxlease.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.daxlease.coordination.TimeSource;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Event;
import org.daxlease.journal.Journal;
import org.daxlease.sql.Timestamps;
import org.daxlease.webhook.WebhookEntries.What;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes down what was delivered: many webhooks at a time, in one transaction. Only the replica
 * that has a webhook, and knows of its last rewinding, may write its progress.
 */
@Component
class ProgressStore {

  private static final Logger log = LoggerFactory.getLogger(ProgressStore.class);
  private static final String MINE =
      "update webhook set position = ?, failing_since = ? where id = ? and owner = ? and epoch = ?";

  /** What was to be sent again, of which nothing is kept but its position. */
  private static final String GIVE_UP =
      """
      update webhook_delivery set state = 'FAILED', next_attempt_at = null, changed_at = ?
        where webhook_id = ? and position between ? and ? and state = 'PENDING' and event is null
      """;

  private final WebhookTables rows;
  private final JdbcTemplate jdbc;
  private final Journal journal;
  private final TimeSource time;

  ProgressStore(WebhookTables rows, JdbcTemplate jdbc, Journal journal, TimeSource time) {
    this.rows = rows;
    this.jdbc = jdbc;
    this.journal = journal;
    this.time = time;
  }

  /** Writes it all; the answer is the webhooks that are no longer theirs who delivered them. */
  @Transactional
  public Set<UUID> write(List<Progress> progress) {
    // Rows are locked in the order of their ids, so that two writers never wait for each other.
    List<Progress> ordered =
        progress.stream().sorted(Comparator.comparing(p -> p.endpoint().id())).toList();
    int[] changed =
        jdbc.batchUpdate(
            MINE,
            ordered.stream()
                .map(p ->
                    new Object[] {
                      p.position(),
                      Timestamps.utcOrNull(p.status().failingSince()),
                      p.endpoint().id(),
                      p.endpoint().replica(),
                      p.endpoint().epoch()
                    })
                .toList());
    Set<UUID> lost = new HashSet<>();
    List<Progress> mine = new ArrayList<>();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == 1) {
        mine.add(ordered.get(i));
      } else {
        lost.add(ordered.get(i).endpoint().id());
      }
    }
    mine.forEach(p -> rows.lanes().delete(p.endpoint().id(), p.lanes().removed()));
    rows.lanes().save(mine.stream().flatMap(p -> p.lanes().saved().stream()).toList());
    rows.deliveries().save(mine.stream().flatMap(p -> p.results().stream()).toList());
    journal.append(news(mine));
    return lost;
  }

  private List<Entry> news(List<Progress> mine) {
    List<Entry> news = new ArrayList<>();
    for (Progress progress : mine) {
      WebhookEntries.Subject subject = progress.endpoint().subject();
      for (DeliveryRows.Result result : progress.results()) {
        if (result.state() == DeliveryState.FAILED) {
          news.add(failed(subject, result));
        }
      }
      DeliveryQueue.Stop stop = progress.status().stop();
      if (stop != null && stops(progress, stop)) {
        log.warn(
            "The webhook {} to {} is {} and gets nothing until it is resumed: {}",
            progress.endpoint().id(),
            progress.endpoint().host(),
            stop.state(),
            stop.reason());
        What what = stop.state() == WebhookState.DISABLED ? What.DISABLED : What.SUSPENDED;
        news.add(
            WebhookEntries.byItself(
                what, subject, time.now(), Map.of("state", stop.state(), "reason", stop.reason())));
      }
    }
    return news;
  }

  private static Entry failed(WebhookEntries.Subject subject, DeliveryRows.Result result) {
    Instant at = result.attempt().at();
    String error = result.attempt().error();
    return WebhookEntries.byItself(
        What.FAILED,
        subject,
        at,
        Map.of(
            "eventId",
            Long.toString(result.head().position()),
            "eventType",
            Event.TYPE_PREFIX + result.head().type(),
            "error",
            error == null ? "" : error));
  }

  private boolean stops(Progress progress, DeliveryQueue.Stop stop) {
    return jdbc.update(
            "update webhook set state = ?, reason = ? where id = ? and state = 'ACTIVE'",
            stop.state().name(),
            stop.reason(),
            progress.endpoint().id())
        == 1;
  }

  /** The journal has forgotten entries before they were delivered: says which. */
  @Transactional
  public void missed(Endpoint endpoint, long from, long to) {
    Instant now = time.now();
    jdbc.update(GIVE_UP, Timestamps.utc(now), endpoint.id(), from, to);
    journal.append(
        List.of(
            WebhookEntries.byItself(
                What.MISSED,
                endpoint.subject(),
                now,
                Map.of("from", Long.toString(from), "to", Long.toString(to)))));
  }
}
