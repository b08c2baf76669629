package org.daxlease.coordination;

import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How much each principal may have at a time. What is not set is not limited.
 *
 * @param maxPins live pins of all processes that a principal has registered
 * @param maxLeases their live leases
 * @param maxUnbreakable their live unbreakable leases
 * @param maxWebhooks webhooks that a principal has made
 * @param requestsPerSecond requests that a principal may make on one replica; twice as many at once
 */
@Validated
@ConfigurationProperties("daxlease.security.quota")
public record QuotaProperties(
    @Positive @Nullable Integer maxPins,
    @Positive @Nullable Integer maxLeases,
    @Positive @Nullable Integer maxUnbreakable,
    @Positive @Nullable Integer maxWebhooks,
    @Positive @Nullable Integer requestsPerSecond) {}
