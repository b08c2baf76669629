package org.daxlease.coordination;

import java.util.UUID;

/** Which process and which file a thing belongs to. */
record Belongs(UUID id, UUID processId, UUID fileId) {

  Party party() {
    return new Party(fileId, processId);
  }
}
