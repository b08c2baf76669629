package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Refs;
import org.daxlease.webhook.DeliveryView.AttemptView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class DeliveryRowsTest {

  private static final UUID WEBHOOK = new UUID(0, 1);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @AutoClose private final SingleConnectionDataSource database = Webhooks.database();
  private final JdbcTemplate jdbc = new JdbcTemplate(database);
  private final AtomicInteger read = new AtomicInteger();
  private final DeliveryRows rows = new DeliveryRows(counting(database, read));

  /** Counts the rows that are read one by one. */
  private static JdbcTemplate counting(DataSource database, AtomicInteger read) {
    return new JdbcTemplate(database) {
      @Override
      public void query(String sql, RowCallbackHandler each, @Nullable Object... arguments) {
        super.query(
            sql,
            row -> {
              read.incrementAndGet();
              each.processRow(row);
            },
            arguments);
      }
    };
  }

  @BeforeEach
  void aWebhook() {
    new WebhookRows(jdbc).insert(Webhooks.active(WEBHOOK, START));
  }

  private static DeliveryRows.Result attempt(long position, int second, DeliveryState state) {
    boolean arrived = state == DeliveryState.DELIVERED;
    Instant at = START.plusSeconds(second);
    return new DeliveryRows.Result(
        WEBHOOK,
        new OutgoingEvent.Head(position, "signal.sigio", null),
        state,
        arrived ? null : at.plus(Duration.ofMillis(250)),
        arrived ? null : "{}",
        new AttemptView(at, arrived ? "DELIVERED" : "REFUSED", arrived ? 204 : 500, 1, null));
  }

  private DeliveryView delivery(long position) {
    return rows.find(WEBHOOK, position).orElseThrow();
  }

  /**
   * A database that was slow for a moment: an urgent delivery was attempted several times since.
   */
  @Test
  void takesSeveralAttemptsOfOneDeliveryAtATime() {
    rows.save(
        List.of(
            attempt(7, 0, DeliveryState.PENDING),
            attempt(8, 0, DeliveryState.DELIVERED),
            attempt(7, 1, DeliveryState.PENDING),
            attempt(7, 2, DeliveryState.DELIVERED)));

    assertThat(delivery(7).state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(delivery(7).attempts()).isEqualTo(3);
    assertThat(delivery(7).nextAttemptAt()).isNull();
    assertThat(delivery(7).log()).extracting(AttemptView::status).containsExactly(500, 500, 204);
    assertThat(delivery(8).attempts()).isEqualTo(1);
  }

  private static DeliveryRows.Result failed(long position, @Nullable UUID file, String data) {
    return new DeliveryRows.Result(
        WEBHOOK,
        new OutgoingEvent.Head(position, "process.registered", file),
        DeliveryState.PENDING,
        START,
        "{\"id\":\"" + position + "\",\"data\":{" + data + "}}",
        new AttemptView(START, "REFUSED", 500, 1, null));
  }

  /** What is kept is found by the lane that it has to be sent in. */
  @Test
  void keptEventsAreFoundByTheirLane() {
    UUID file = UUID.randomUUID();
    UUID process = UUID.randomUUID();
    String ofProcess = "\"processId\":\"" + process + "\"";
    rows.save(
        List.of(
            failed(1, file, ofProcess),
            failed(2, null, ofProcess),
            failed(3, null, "\"processId\":\"" + UUID.randomUUID() + "\""),
            failed(4, null, ""),
            failed(5, null, ofProcess)));

    assertThat(kept(Refs.file(file, "pm").withProcess(process, "h"))).containsExactly(1L);
    assertThat(kept(Refs.process(process, "h"))).containsExactly(2L, 5L);
    assertThat(kept(Refs.none())).containsExactly(4L);
    assertThat(rows.kept(WEBHOOK, LaneKey.redelivery(4, file), 0, 9)).isEmpty();
  }

  private List<Long> kept(Refs refs) {
    var entry = new Entry("process.registered", START, null, refs, "{}");
    return rows.kept(WEBHOOK, LaneKey.of(new CommittedEntry(9, entry)), 0, 9);
  }

  @Test
  void attemptsMayBeginInTheSameMicrosecond() {
    rows.save(List.of(attempt(7, 0, DeliveryState.PENDING), attempt(7, 0, DeliveryState.PENDING)));
    rows.save(List.of(attempt(7, 0, DeliveryState.DELIVERED)));

    assertThat(delivery(7).log())
        .extracting(a -> Duration.between(START, a.at()).toNanos())
        .containsExactly(0L, 1_000L, 2_000L);
  }

  /** What waited for a later event's next attempt does not wait with an earlier one. */
  @Test
  void laneThatBeginsAgainHasNotBeenAttempted() {
    var lanes = new LaneRows(jdbc);
    var key = new LaneKey("f:" + UUID.randomUUID());
    lanes.save(List.of(new LaneRows.Row(WEBHOOK, key, 73, new Retry(2, 1, START, START), null)));

    lanes.rewind(WEBHOOK, 70);

    assertThat(lanes.of(List.of(WEBHOOK)).get(WEBHOOK))
        .containsExactly(new LaneRows.Row(WEBHOOK, key, 70, null, null));
  }

  @Test
  void attemptThatReachedNobodyHasNoStatus() {
    var attempt = new AttemptView(START, "UNREACHABLE", null, 1, "the connection was refused");
    rows.save(
        List.of(
            new DeliveryRows.Result(
                WEBHOOK,
                new OutgoingEvent.Head(7, "signal.sigio", null),
                DeliveryState.PENDING,
                START,
                "{}",
                attempt)));

    assertThat(delivery(7).log()).containsExactly(attempt);
  }

  @Test
  void countsOnFromWhatWasThere() {
    rows.save(List.of(attempt(7, 0, DeliveryState.PENDING)));
    rows.save(List.of(attempt(7, 1, DeliveryState.FAILED)));

    assertThat(delivery(7).state()).isEqualTo(DeliveryState.FAILED);
    assertThat(delivery(7).attempts()).isEqualTo(2);
    assertThat(rows.kept(WEBHOOK, 7))
        .hasValueSatisfying(k -> assertThat(k.event()).isEqualTo("{}"));
  }

  /** A few that failed, far apart, with what was tried often between them. */
  @Test
  void pageOfAStateReadsTheLastAttemptsOfWhatItShowsAndNothingElse() {
    for (int second = 0; second < 30; second++) {
      rows.save(
          List.of(
              attempt(1, second, DeliveryState.FAILED),
              attempt(2, second, DeliveryState.DELIVERED),
              attempt(3, second, DeliveryState.PENDING)));
    }
    rows.save(List.of(attempt(9, 0, DeliveryState.FAILED)));

    List<DeliveryView> page = rows.page(WEBHOOK, DeliveryState.FAILED, 0, 100);

    assertThat(page).extracting(DeliveryView::id).containsExactly("1", "9");
    assertThat(page.getFirst().attempts()).isEqualTo(30);
    assertThat(page.getFirst().log())
        .extracting(AttemptView::at)
        .containsExactlyElementsOf(
            IntStream.range(10, 30).mapToObj(s -> START.plusSeconds(s)).toList());
    assertThat(page.getLast().log()).hasSize(1);
    assertThat(read).hasValue(21);
  }

  @Test
  void onlyWhatEndedLongAgoIsForgotten() {
    rows.save(
        List.of(
            attempt(7, 0, DeliveryState.DELIVERED),
            attempt(8, 0, DeliveryState.FAILED),
            attempt(9, 9, DeliveryState.DELIVERED)));

    assertThat(rows.forget(DeliveryState.DELIVERED, START.plusSeconds(5), 10)).isEqualTo(1);

    assertThat(rows.find(WEBHOOK, 7)).isEmpty();
    assertThat(rows.find(WEBHOOK, 8)).isPresent();
    assertThat(rows.find(WEBHOOK, 9)).isPresent();
  }

  @Test
  void whatIsAskedForAgainMeanwhileIsNotForgotten() {
    rows.save(List.of(attempt(7, 0, DeliveryState.FAILED)));
    var forgetting =
        new DeliveryRows(
            new JdbcTemplate(database) {
              @Override
              public int[] batchUpdate(String sql, List<? extends Object[]> arguments) {
                rows.again(WEBHOOK, 7, START.plusSeconds(60));
                rows.save(List.of(attempt(7, 61, DeliveryState.FAILED)));
                return super.batchUpdate(sql, arguments);
              }
            });

    forgetting.forget(DeliveryState.FAILED, START.plusSeconds(5), 10);

    assertThat(delivery(7).attempts()).isEqualTo(2);
  }

  /** More than one statement has time for. */
  @Test
  void nothingIsLeftOfAWebhookHoweverManyItHad() {
    rows.save(
        IntStream.rangeClosed(1, 20_001)
            .mapToObj(position -> attempt(position, 0, DeliveryState.DELIVERED))
            .toList());

    rows.delete(WEBHOOK);

    assertThat(rows.page(WEBHOOK, null, 0, 10)).isEmpty();
  }
}
