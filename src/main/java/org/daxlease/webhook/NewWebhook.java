package org.daxlease.webhook;

import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for.
 *
 * @param secret null for one that is made up
 */
public record NewWebhook(String url, WebhookFilter filter, @Nullable String secret) {}
