package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.daxlease.database.EveryDatabase;
import org.daxlease.webhook.DeliveryView.AttemptView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;

/** Two replicas on one database, under a clock that the test sets. */
@EveryDatabase
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = "spring.datasource.url=jdbc:h2:mem:claims;LOCK_TIMEOUT=10000")
class ClaimsTest {

  private static final Duration TTL = Webhooks.DEFAULTS.claimTtl();

  /** The least that both databases keep. */
  private static final Duration MICROSECOND = Duration.ofNanos(1000);

  @Autowired private JdbcTemplate jdbc;
  @Autowired private DataSource database;
  @Autowired private WebhookRows webhooks;
  @Autowired private DeliveryRows deliveries;
  @Autowired private ProgressStore progressStore;

  private final UUID one = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private final UUID webhook = UUID.randomUUID();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Claims claims;

  /** By its row alone: where no command made it, the dispatcher of this service leaves it be. */
  @BeforeEach
  void oneHasAWebhook() {
    jdbc.update("delete from webhook");
    jdbc.update("delete from webhook_replica");
    webhooks.insert(Webhooks.active(webhook, now));
    claims = claims(jdbc);
    claims.join(one);
    claims.takeOver(one);
    assertThat(claims.activeOf(one)).containsExactly(webhook);
  }

  private Claims claims(JdbcTemplate statements) {
    return new Claims(statements, () -> now, Webhooks.DEFAULTS);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void runOut() {
    pass(TTL);
    claims.join(other);
    claims.takeOver(other);
  }

  @Test
  void claimThatRunsOutGoesToWhoeverAsksFirstAndNotBefore() {
    pass(TTL.minus(MICROSECOND));
    claims.join(other);
    claims.takeOver(other);
    assertThat(claims.activeOf(other)).isEmpty();
    assertThat(claims.isMine(one, webhook)).isTrue();

    pass(MICROSECOND);
    claims.takeOver(other);

    assertThat(claims.activeOf(other)).containsExactly(webhook);
    assertThat(claims.isMine(one, webhook)).isFalse();
  }

  @Test
  void claimThatIsRenewedInTimeStays() {
    pass(TTL.minus(MICROSECOND));
    assertThat(claims.renew(one)).contains(now);

    pass(TTL.minus(MICROSECOND));
    claims.join(other);
    claims.takeOver(other);

    assertThat(claims.activeOf(other)).isEmpty();
  }

  /** Another may have looked already, and be about to take what it has found. */
  @Test
  void claimThatHasRunOutIsNotRenewedThoughNobodyHasTakenItOver() {
    pass(TTL);

    assertThat(claims.renew(one)).isEmpty();
  }

  @Test
  void ofTwoThatAskAtATimeOnlyOneGetsIt() {
    UUID third = UUID.randomUUID();
    pass(TTL);
    claims.join(other);
    claims.join(third);
    Claims slower =
        claims(
            new JdbcTemplate(database) {
              @Override
              public int[] batchUpdate(String sql, List<? extends Object[]> arguments) {
                claims.takeOver(other);
                return super.batchUpdate(sql, arguments);
              }
            });

    slower.takeOver(third);

    assertThat(claims.activeOf(third)).isEmpty();
    assertThat(claims.activeOf(other)).containsExactly(webhook);
  }

  @Test
  void whoHasLostAWebhookDoesNotGiveItBack() {
    runOut();

    claims.release(one, List.of(webhook));

    assertThat(claims.activeOf(other)).containsExactly(webhook);
  }

  /** What it has delivered is delivered again, as nobody but the owner may say how far it is. */
  @Test
  void whoHasLostAWebhookWritesNothingOfIt() {
    runOut();

    assertThat(progressStore.write(List.of(progress(one)))).containsExactly(webhook);

    assertThat(position()).isZero();
    assertThat(deliveries.find(webhook, 7)).isEmpty();

    assertThat(progressStore.write(List.of(progress(other)))).isEqualTo(Set.of());
    assertThat(position()).isEqualTo(7);
    assertThat(deliveries.find(webhook, 7)).isPresent();
  }

  private long position() {
    return webhooks.find(webhook).orElseThrow().standing().position();
  }

  private Progress progress(UUID replica) {
    var result =
        new DeliveryRows.Result(
            webhook,
            new OutgoingEvent.Head(7, "pin.x", null),
            DeliveryState.DELIVERED,
            null,
            null,
            new AttemptView(now, "DELIVERED", 204, 1, null));
    return new Progress(
        new Endpoint(
            webhooks.find(webhook).orElseThrow(),
            replica,
            new Endpoint.Keys(new byte[32], null, null),
            new Visibility(caller -> caller)),
        7,
        new Progress.Status(null, null),
        new Progress.Lanes(List.of(), List.of()),
        List.of(result));
  }
}
