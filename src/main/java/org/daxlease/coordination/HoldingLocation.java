package org.daxlease.coordination;

import java.util.UUID;

/** Which process and which file a thing belongs to. */
record HoldingLocation(UUID id, UUID processId, UUID fileId) {

  FileProcess fileProcess() {
    return new FileProcess(fileId, processId);
  }
}
