package org.daxlease.coordination;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A lease to be taken, confirmed or changed; null keeps what is, or takes the default. */
public record TakeLease(
    UUID processId,
    UUID fileId,
    @Nullable Boolean breakable,
    @Nullable Long offset,
    @Nullable Long length) {

  FileProcess fileProcess() {
    return new FileProcess(fileId, processId);
  }
}
