package org.daxlease.coordination;

import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;

/** A process on a file, of which something is to be read. */
record Party(UUID fileId, UUID processId) {

  static UUID[] files(Collection<Party> parties) {
    return array(parties, Party::fileId);
  }

  static UUID[] processes(Collection<Party> parties) {
    return array(parties, Party::processId);
  }

  private static UUID[] array(Collection<Party> parties, Function<Party, UUID> part) {
    return parties.stream().map(part).toArray(UUID[]::new);
  }
}
