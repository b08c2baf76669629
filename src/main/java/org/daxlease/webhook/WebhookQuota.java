package org.daxlease.webhook;

import java.util.List;
import java.util.Objects;
import org.daxlease.coordination.QuotaProperties;
import org.daxlease.coordination.Quotas;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** How many webhooks a principal may have. */
@Component
class WebhookQuota {

  private final QuotaProperties most;
  private final Quotas quotas;
  private final JdbcTemplate jdbc;

  WebhookQuota(QuotaProperties most, Quotas quotas, JdbcTemplate jdbc) {
    this.most = most;
    this.quotas = quotas;
    this.jdbc = jdbc;
  }

  /** Why a principal may not make one more; its account stays locked until the commit. */
  @Nullable Refusal oneMore(String principal) {
    Integer limit = most.maxWebhooks();
    if (limit == null) {
      return null;
    }
    quotas.lock(List.of(principal));
    long has =
        Objects.requireNonNull(
            jdbc.queryForObject(
                "select count(*) from webhook where principal = ?", Long.class, principal));
    return has < limit ? null : Quotas.refusal("webhooks", limit);
  }
}
