package org.daxlease.webhook;

import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.FileQueries;
import org.daxlease.coordination.ResourceQueries;
import org.daxlease.coordination.SignalQueries;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a webhook is to hear about must be there: about a mistyped id it would be silent. */
@Component
class WebhookSubjects {

  private final ResourceQueries queries;
  private final SignalQueries signals;
  private final FileQueries files;

  WebhookSubjects(ResourceQueries queries, SignalQueries signals, FileQueries files) {
    this.queries = queries;
    this.signals = signals;
    this.files = files;
  }

  /** Why a webhook with this filter cannot be made; null if it can. A process may have ended. */
  @Nullable Refusal missing(Caller caller, WebhookFilter filter) {
    return Refusal.first(() -> missingProcess(caller, filter), () -> missingFile(filter));
  }

  private @Nullable Refusal missingProcess(Caller caller, WebhookFilter filter) {
    UUID id = filter.processId();
    if (id == null) {
      return null;
    }
    // Whoever may not see it must not learn either whether it is there.
    if (!queries.maySeeProcess(caller, id)) {
      return new Refusal.NotYours("process", id.toString());
    }
    return signals.processExists(id)
        ? null
        : new Refusal.NotFound("processId", "process", id.toString());
  }

  private @Nullable Refusal missingFile(WebhookFilter filter) {
    UUID id = filter.fileId();
    return id == null || files.file(id).isPresent()
        ? null
        : new Refusal.NotFound("fileId", "file", id.toString());
  }
}
