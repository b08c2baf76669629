package org.daxlease.coordination;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;

/** Finding what a request names, and what to say where it is not there. */
final class ResourceLookup {

  private ResourceLookup() {}

  static Refusal noFile(String field, UUID id) {
    return new Refusal.NotFound(field, "file", id.toString());
  }

  /** There is no such thing; who may not see others' things hears only that it has none. */
  static Refusal unknown(Caller caller, String field, String what, UUID id) {
    Refusal refusal = caller.refusal(null, what, id);
    return refusal == null ? new Refusal.NotFound(field, what, id.toString()) : refusal;
  }

  /**
   * Why a process cannot act: it is not the caller's, there is none, or it is gone; null where it
   * can.
   */
  static @Nullable Refusal unusable(Caller caller, Iterable<ProcessEntity> found, UUID id) {
    for (ProcessEntity process : found) {
      if (process.id.equals(id)) {
        Refusal refusal = caller.refusal(process, "process", id);
        return refusal != null || process.fact().isRunning()
            ? refusal
            : new Refusal.ProcessGone(id, process.state);
      }
    }
    return unknown(caller, "processId", "process", id);
  }

  /** A row that must be there, since it was locked or just written. */
  static <E> E row(Map<UUID, E> rows, UUID id) {
    return Objects.requireNonNull(rows.get(id), "row not loaded");
  }
}
