package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.database.EveryDatabase;
import org.daxlease.webhook.DeliveryView.AttemptView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;

/** Two replicas whose database has gone back, under a clock that the test sets. */
@EveryDatabase
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = "spring.datasource.url=jdbc:h2:mem:lost")
class LostCommitsTest {

  private static final UUID FILE = UUID.randomUUID();

  @Autowired private JdbcTemplate jdbc;
  @Autowired private WebhookTables rows;
  @Autowired private ProgressStore progressStore;

  private final UUID one = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private final UUID mine = UUID.randomUUID();
  private final UUID others = UUID.randomUUID();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Claims claims;
  private LostCommits lost;

  /** By their rows alone: where no command made them, this service leaves them be. */
  @BeforeEach
  void eachHasAWebhookThatIsAtSeven() {
    jdbc.update("delete from webhook");
    jdbc.update("delete from webhook_replica");
    claims = new Claims(jdbc, () -> now, Webhooks.DEFAULTS);
    lost = new LostCommits(jdbc, () -> now, rows);
    rows.webhooks().insert(Webhooks.active(mine, now));
    claims.join(one);
    claims.takeOver(one);
    rows.webhooks().insert(Webhooks.active(others, now));
    claims.join(other);
    claims.takeOver(other);
    assertThat(progressStore.write(List.of(progress(mine, one), progress(others, other))))
        .isEmpty();
  }

  private long position(UUID webhook) {
    return webhook(webhook).standing().position();
  }

  private Webhook webhook(UUID webhook) {
    return rows.webhooks().find(webhook).orElseThrow();
  }

  private Progress progress(UUID webhook, UUID replica) {
    return progress(webhook(webhook), replica);
  }

  private Progress progress(Webhook webhook, UUID replica) {
    var failed =
        new DeliveryRows.Result(
            webhook.id(),
            new OutgoingEvent.Head(6, "pin.x", FILE),
            DeliveryState.PENDING,
            now,
            "{}",
            new AttemptView(now, "FAILED", 500, 1, null));
    var lane =
        new LaneRows.Row(
            webhook.id(), new LaneKey("f:" + FILE), 5, new Retry(0, 1, now, now), null);
    return new Progress(
        new Endpoint(
            webhook,
            replica,
            new Endpoint.Keys(new byte[32], null, null),
            new Visibility(caller -> caller)),
        7,
        new Progress.Status(null, null),
        new Progress.Lanes(List.of(lane), List.of()),
        List.of(failed));
  }

  @Test
  void nobodyIsFurtherThanTheJournal() {
    lost.forget(one, 4);

    assertThat(position(mine)).isEqualTo(4);
    assertThat(position(others)).as("of a replica that may die before it notices").isEqualTo(4);
  }

  @Test
  void whoWasNotSoFarStays() {
    lost.forget(one, 9);

    assertThat(position(mine)).isEqualTo(7);
    assertThat(position(others)).isEqualTo(7);
    assertThat(rows.deliveries().find(mine, 6)).isPresent();
  }

  /** What is still under way in memory is about entries that never happened. */
  @Test
  void progressFromBeforeIsWrittenNoMore() {
    Progress before = progress(mine, one);

    lost.forget(one, 9);

    assertThat(progressStore.write(List.of(before))).containsExactly(mine);
  }

  @Test
  void whatWasAttemptedIsForgotten() {
    lost.forget(one, 4);

    assertThat(rows.deliveries().find(mine, 6)).isEmpty();
    assertThat(jdbc.queryForMap("select * from webhook_lane where webhook_id = ?", mine))
        .containsEntry("position", 4L)
        .containsEntry("slow_attempts", 0)
        .containsEntry("next_attempt_at", null);
  }

  @Test
  void itsWebhooksAreForWhoeverAsksFirst() {
    lost.forget(one, 4);
    claims.takeOver(other);

    assertThat(claims.activeOf(other)).containsExactlyInAnyOrder(mine, others);
  }

  /** A replica that stood still for an hour has none, and nobody waited for it. */
  @Test
  void whoNoticesLateLeavesOthersAlone() {
    now = now.plus(Duration.ofHours(1));
    UUID third = UUID.randomUUID();
    claims.join(third);
    claims.takeOver(third);

    lost.forget(one, 4);

    assertThat(position(mine)).isEqualTo(7);
    assertThat(position(others)).isEqualTo(7);
  }

  /** A single replica has all webhooks to itself, however long the database was away. */
  @Test
  void whatNobodyHasGoesBackHoweverLate() {
    now = now.plus(Duration.ofHours(1));

    lost.forget(one, 4);

    assertThat(position(mine)).isEqualTo(4);
    assertThat(position(others)).isEqualTo(4);
  }
}
