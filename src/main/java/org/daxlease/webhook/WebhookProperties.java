package org.daxlease.webhook;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How webhooks are delivered.
 *
 * @param secretKey what the secrets of webhooks are sealed with in the database: 32 bytes in
 *     Base64; without it a key file beside the H2 database, or a key derived from the database
 *     password
 * @param retryDelays how long to wait before each further attempt, the last again and again;
 *     signals have a faster schedule of their own until the deadline they announce
 * @param giveUpAfter how long after its first attempt a delivery is FAILED
 * @param suspendAfter how long a receiver may fail at every attempt before its webhook is SUSPENDED
 * @param keepDelivered how long deliveries that succeeded are listed
 * @param keepFailed how long deliveries that FAILED are listed and can be repeated
 * @param claimTtl after how long without a sign of life the webhooks of a replica go to another;
 *     must be well above the time that an attempt may take
 * @param attempts how many attempts may be under way at a time, with as many again that have been
 *     waiting for their receiver for more than a second, and as many again that are urgent
 */
@Validated
@ConfigurationProperties("daxlease.webhook")
record WebhookProperties(
    @Nullable String secretKey,
    @DefaultValue("5s,30s,2m,10m,1h,6h") @NotEmpty
        List<@DurationMin(millis = 1) Duration> retryDelays,
    @DefaultValue("24h") @DurationMin(millis = 1) Duration giveUpAfter,
    @DefaultValue("12h") @DurationMin(millis = 1) Duration suspendAfter,
    @DefaultValue("1d") @DurationMin Duration keepDelivered,
    @DefaultValue("30d") @DurationMin Duration keepFailed,
    @DefaultValue("20s") @DurationMin(seconds = 1) @DurationMax(minutes = 10) Duration claimTtl,
    @DefaultValue("512") @Min(8) @Max(2000) int attempts) {

  /** Files that hold a key end with a line break. */
  WebhookProperties {
    secretKey = secretKey == null ? null : secretKey.strip();
  }

  /** Not a constraint on the key itself: what breaks one is printed. */
  @AssertTrue(message = "daxlease.webhook.secret-key must be 32 bytes in Base64")
  boolean isSecretKeyReadable() {
    return secretKey == null || secretKey.matches("[A-Za-z0-9+/]{43}=");
  }
}
