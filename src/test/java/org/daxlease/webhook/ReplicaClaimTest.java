package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.webhook.http.OutboundProperties;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class ReplicaClaimTest {

  private static final OutboundProperties OUTBOUND =
      new OutboundProperties(List.of(), Duration.ofSeconds(2), Duration.ofSeconds(10));

  /** Connecting, the answer, and what a machine that is busy adds to both. */
  private static final Duration LONGEST_ATTEMPT = Duration.ofMillis(12_250);

  private static final Duration LEAST_TTL = LONGEST_ATTEMPT.plusNanos(1);
  private static final Duration LONG_TTL = LONGEST_ATTEMPT.plusHours(1);

  @AutoClose private final SingleConnectionDataSource database = Webhooks.database();
  private final JdbcTemplate jdbc = new JdbcTemplate(database);
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private ReplicaClaim claim(Duration ttl) {
    WebhookProperties defaults = Webhooks.DEFAULTS;
    var properties =
        new WebhookProperties(
            null,
            defaults.retryDelays(),
            defaults.giveUpAfter(),
            defaults.suspendAfter(),
            defaults.keepDelivered(),
            defaults.keepFailed(),
            ttl,
            defaults.attempts());
    return new ReplicaClaim(new Claims(jdbc, () -> now, properties), properties, OUTBOUND);
  }

  private List<UUID> replicas() {
    return jdbc.queryForList("select id from webhook_replica", UUID.class);
  }

  @Test
  void claimThatAnAttemptCouldOutlastIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> claim(LONGEST_ATTEMPT))
        .withMessageContaining("daxlease.webhook.claim-ttl")
        .withMessageContaining("PT12.25S");

    assertThatNoException().isThrownBy(() -> claim(LEAST_TTL));
  }

  @Test
  void noAttemptBeginsThatCouldOutlastTheClaim() {
    ReplicaClaim brief = claim(LEAST_TTL);
    ReplicaClaim lasting = claim(LONG_TTL);
    brief.begin();
    lasting.begin();

    assertThat(brief.mayAttempt(brief.replica())).as("its claim has been made before").isFalse();
    assertThat(lasting.mayAttempt(lasting.replica())).isTrue();
  }

  @Test
  void noAttemptBeginsBeforeTheClaimOrForAnotherReplica() {
    ReplicaClaim claim = claim(LONG_TTL);
    UUID nobody = claim.replica();
    assertThat(claim.mayAttempt(nobody)).isFalse();

    claim.begin();

    assertThat(claim.mayAttempt(nobody)).isFalse();
    assertThat(replicas()).containsExactly(claim.replica());
  }

  @Test
  void claimThatIsRenewedInTimeGoesOn() {
    ReplicaClaim claim = claim(LONG_TTL);
    claim.begin();
    UUID replica = claim.replica();
    now = now.plus(LONG_TTL).minusNanos(1000);

    assertThat(claim.renew()).isTrue();

    assertThat(claim.replica()).isEqualTo(replica);
    assertThat(claim.mayAttempt(replica)).isTrue();
    assertThat(claim.now()).isAfterOrEqualTo(now);
  }

  /** Its webhooks may be another's by now: what still runs under the old name may do nothing. */
  @Test
  void claimThatIsRenewedTooLateIsAnother() {
    ReplicaClaim claim = claim(LONG_TTL);
    claim.begin();
    UUID before = claim.replica();
    now = now.plus(LONG_TTL);

    assertThat(claim.renew()).isFalse();

    assertThat(claim.replica()).isNotEqualTo(before);
    assertThat(claim.mayAttempt(before)).isFalse();
    assertThat(claim.mayAttempt(claim.replica())).isTrue();
    assertThat(replicas()).contains(claim.replica());
  }
}
