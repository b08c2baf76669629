package org.daxlease.coordination;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;

/** Finding what a request names, and what to say where it is not there. */
final class Things {

  private Things() {}

  static Refusal noFile(String field, UUID id) {
    return new Refusal.NotFound(field, "file", id.toString());
  }

  /** Why a process cannot act: there is none, or it is gone; null where it can. */
  static @Nullable Refusal unusable(Iterable<ProcessEntity> found, UUID id) {
    for (ProcessEntity process : found) {
      if (process.id.equals(id)) {
        return process.fact().isRunning() ? null : new Refusal.ProcessGone(id, process.state);
      }
    }
    return new Refusal.NotFound("processId", "process", id.toString());
  }

  /** A row that must be there, since it was locked or just written. */
  static <E> E row(Map<UUID, E> rows, UUID id) {
    return Objects.requireNonNull(rows.get(id), "row not loaded");
  }
}
