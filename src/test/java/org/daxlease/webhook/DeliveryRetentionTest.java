package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Refs;
import org.daxlease.webhook.DeliveryView.AttemptView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class DeliveryRetentionTest {

  private static final UUID WEBHOOK = new UUID(0, 1);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final WebhookProperties PROPERTIES =
      new WebhookProperties(
          null,
          List.of(Duration.ofSeconds(5)),
          Duration.ofHours(24),
          Duration.ofHours(12),
          Duration.ofDays(1),
          Duration.ofDays(30),
          Duration.ofSeconds(20),
          512);

  @AutoClose private final SingleConnectionDataSource database = Webhooks.database();
  private final Database jdbc = new Database(database);
  private final DeliveryRows rows = new DeliveryRows(jdbc);

  /** Nothing of what it works with is needed here. */
  @SuppressWarnings("NullAway")
  private final Dispatcher dispatcher = new Dispatcher(null, null, null, null, null);

  /** A database whose next deletion may fail. */
  private static final class Database extends JdbcTemplate {

    private @Nullable String failure;

    Database(SingleConnectionDataSource database) {
      super(database);
    }

    void fails(String sqlState) {
      failure = sqlState;
    }

    @Override
    public int[] batchUpdate(String sql, List<? extends @Nullable Object[]> rows) {
      if (failure != null && sql.startsWith("delete")) {
        var cause = new SQLException("it failed", failure);
        failure = null;
        throw new UncategorizedSQLException("delete", sql, cause);
      }
      return super.batchUpdate(sql, rows);
    }
  }

  @BeforeEach
  void aWebhook() {
    new WebhookRows(jdbc).insert(Webhooks.active(WEBHOOK, START));
  }

  private DeliveryRetention forget(Duration later) {
    return new DeliveryRetention(PROPERTIES, rows, dispatcher, () -> START.plus(later));
  }

  private void webhooksAreInUse() {
    var created = new Entry("webhook.created", START, null, Refs.none(), "{}");
    dispatcher.accept(List.of(new CommittedEntry(1, created)));
  }

  private void attempted(long position, DeliveryState state) {
    rows.save(
        List.of(
            new DeliveryRows.Result(
                WEBHOOK,
                new OutgoingEvent.Head(position, "signal.sigio", null),
                state,
                state == DeliveryState.PENDING ? START : null,
                null,
                new AttemptView(START, "REFUSED", 500, 1, null))));
  }

  private List<String> remembered() {
    return rows.page(WEBHOOK, null, 0, 10_000).stream().map(DeliveryView::id).toList();
  }

  @Test
  void whatSucceededIsForgottenSoonerAndWhatIsToBeMadeNever() {
    webhooksAreInUse();
    attempted(1, DeliveryState.DELIVERED);
    attempted(2, DeliveryState.FAILED);
    attempted(3, DeliveryState.PENDING);

    forget(Duration.ofDays(1)).forget();
    assertThat(remembered()).containsExactly("1", "2", "3");
    forget(Duration.ofDays(1).plusMillis(1)).forget();
    assertThat(remembered()).containsExactly("2", "3");
    forget(Duration.ofDays(30).plusMillis(1)).forget();
    assertThat(remembered()).containsExactly("3");
  }

  @Test
  void moreThanAreForgottenAtOnceAreForgottenInOneRound() {
    webhooksAreInUse();
    for (int position = 1; position <= 1001; position++) {
      attempted(position, DeliveryState.DELIVERED);
    }

    forget(Duration.ofDays(2)).forget();

    assertThat(remembered()).isEmpty();
  }

  @Test
  void nothingIsAskedOfTheDatabaseBeforeThereIsAWebhook() {
    attempted(1, DeliveryState.DELIVERED);

    forget(Duration.ofDays(2)).forget();

    assertThat(remembered()).containsExactly("1");
  }

  /** There is nothing to say of it that others, who need it more, have not said. */
  @Test
  void databaseThatIsAwayForAMomentIsLeftToTheNextRound() {
    webhooksAreInUse();
    attempted(1, DeliveryState.DELIVERED);
    jdbc.fails("57P01");
    DeliveryRetention forget = forget(Duration.ofDays(2));

    assertThatNoException().isThrownBy(forget::forget);
    assertThat(remembered()).containsExactly("1");

    forget.forget();
    assertThat(remembered()).isEmpty();
  }

  @Test
  void failureThatWillNotPassIsSaid() {
    webhooksAreInUse();
    attempted(1, DeliveryState.DELIVERED);
    jdbc.fails("42P01");

    assertThatExceptionOfType(UncategorizedSQLException.class)
        .isThrownBy(() -> forget(Duration.ofDays(2)).forget());
  }
}
