package org.daxlease.webhook;

import java.util.Optional;
import java.util.UUID;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.FileQueries;
import org.daxlease.coordination.ResourceQueries;
import org.daxlease.coordination.SignalQueries;
import org.daxlease.protocol.Refusal;
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

  /** Why a webhook with this filter cannot be made, if so. A process may have ended. */
  Optional<Refusal> missing(Caller caller, WebhookFilter filter) {
    return missingProcess(caller, filter).or(() -> missingFile(filter));
  }

  private Optional<Refusal> missingProcess(Caller caller, WebhookFilter filter) {
    UUID id = filter.processId();
    if (id == null) {
      return Optional.empty();
    }
    // Whoever may not see it must not learn either whether it is there.
    if (!queries.maySeeProcess(caller, id)) {
      return Optional.of(new Refusal.NotYours("process", id.toString()));
    }
    return signals.processExists(id)
        ? Optional.empty()
        : Optional.of(new Refusal.NotFound("processId", "process", id.toString()));
  }

  private Optional<Refusal> missingFile(WebhookFilter filter) {
    UUID id = filter.fileId();
    return id == null || files.file(id).isPresent()
        ? Optional.empty()
        : Optional.of(new Refusal.NotFound("fileId", "file", id.toString()));
  }
}
