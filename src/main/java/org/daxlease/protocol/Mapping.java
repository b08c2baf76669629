package org.daxlease.protocol;

import java.util.UUID;

/**
 * A mapping of a file into a process.
 *
 * @param validEnd where the mapping ends in effect: a truncate below its end cuts it for good
 */
public record Mapping(
    UUID id,
    UUID processId,
    ByteRange range,
    Protection protection,
    long validEnd,
    MappingState state) {

  public boolean isMapped() {
    return state == MappingState.MAPPED;
  }

  Mapping cutAt(long end) {
    return new Mapping(id, processId, range, protection, Math.min(validEnd, end), state);
  }

  Mapping unmapped() {
    return new Mapping(
        id, processId, range, protection, validEnd, state.become(MappingState.UNMAPPED));
  }
}
