package org.daxlease.coordination;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Of whom and of which file those mappings are under which pins were made last: that never changes,
 * so a process and a file can be locked without being looked up by the mapping. Whether it still is
 * there, and mapped, is read under the locks.
 */
@Component
final class KnownMappings {

  /** At some 250 bytes each. */
  private static final int MOST = 10_000;

  private final Map<UUID, FileProcess> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, FileProcess> eldest) {
          return size() > MOST;
        }
      };

  /** Of whom and of what mappings are, unless one of them has to be looked up. */
  synchronized Optional<Set<FileProcess>> of(Collection<UUID> mappings) {
    Set<FileProcess> found = new HashSet<>();
    for (UUID mapping : mappings) {
      FileProcess each = known.get(mapping);
      if (each == null) {
        return Optional.empty();
      }
      found.add(each);
    }
    return Optional.of(found);
  }

  synchronized void add(Collection<MappingEntity> mappings) {
    mappings.forEach(m -> known.put(m.id, m.fileProcess()));
  }
}
