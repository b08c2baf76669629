package org.daxlease.webhook;

import java.util.Optional;
import java.util.UUID;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What a webhook is to hear about must be there: about a mistyped id it would be silent. */
@Component
class WebhookSubjects {

  private final JdbcTemplate jdbc;

  WebhookSubjects(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Why a webhook with this filter cannot be made, if so. A process may have ended. */
  Optional<Refusal> missing(WebhookFilter filter) {
    return missing("processId", "process", "process where id = ?", filter.processId())
        .or(() ->
            missing("fileId", "file", "file where id = ? and removed = false", filter.fileId()));
  }

  private Optional<Refusal> missing(String field, String what, String rows, @Nullable UUID id) {
    if (id == null || !jdbc.queryForList("select id from " + rows, UUID.class, id).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Refusal.NotFound(field, what, id.toString()));
  }
}
