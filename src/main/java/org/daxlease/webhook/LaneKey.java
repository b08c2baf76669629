package org.daxlease.webhook;

import java.util.UUID;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.Refs;
import org.jspecify.annotations.Nullable;

/**
 * What entries keep their order within: a file, or a process for entries about no file, or neither.
 * Redeliveries have one each.
 */
record LaneKey(String text) {

  private static final String FILE = "f:";
  private static final String PROCESS = "p:";
  static final String AGAIN = "r:";
  private static final LaneKey OTHERS = new LaneKey("-");

  static LaneKey of(CommittedEntry recorded) {
    Refs refs = recorded.entry().refs();
    if (refs.fileId() != null) {
      return new LaneKey(FILE + refs.fileId());
    }
    return refs.processId() != null ? new LaneKey(PROCESS + refs.processId()) : OTHERS;
  }

  /**
   * A lane for one request to deliver an event again.
   *
   * @param request tells it from an earlier one, whose lane may have been delivered and its row
   *     still be there: whoever deletes that must not delete this
   */
  static LaneKey redelivery(long position, UUID request) {
    return new LaneKey(
        AGAIN + position + ":" + Long.toHexString(request.getLeastSignificantBits()));
  }

  boolean isRedelivery() {
    return text.startsWith(AGAIN);
  }

  /** What the database can leave out for this lane. */
  JournalFilter within(WebhookFilter filter) {
    return filter.narrowed(file(), process());
  }

  /** Whether news of webhooks may be in it, such as word to the receiver itself. */
  boolean hasOthers() {
    return equals(OTHERS);
  }

  boolean holds(CommittedEntry recorded) {
    return of(recorded).equals(this);
  }

  /** The file that its entries are about, if they are. */
  @Nullable UUID file() {
    return id(FILE);
  }

  /** The process that its entries are about, where they are about no file. */
  @Nullable UUID process() {
    return id(PROCESS);
  }

  private @Nullable UUID id(String kind) {
    return text.startsWith(kind) ? UUID.fromString(text.substring(kind.length())) : null;
  }
}
