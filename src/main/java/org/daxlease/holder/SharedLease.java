package org.daxlease.holder;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.daxlease.client.LeaseInfo;

/**
 * The lease of one file, shared by those who have it open in this process (rule 2: it has one): the
 * last of them gives it back.
 */
final class SharedLease {

  private static final Map<UUID, SharedLease> OF_FILES = new ConcurrentHashMap<>();

  /** More than one where the first was broken meanwhile. */
  private final Set<UUID> leases = new HashSet<>();

  private final Set<LeasedFile> users = new HashSet<>();

  private SharedLease() {}

  static SharedLease of(UUID fileId) {
    return OF_FILES.computeIfAbsent(fileId, _ -> new SharedLease());
  }

  /** One more, who asks for the lease: nobody gives it back meanwhile. */
  synchronized LeaseInfo join(LeasedFile user, Supplier<LeaseInfo> asks) {
    LeaseInfo lease = asks.get();
    leases.add(lease.id());
    users.add(user);
    return lease;
  }

  /** One less; what could not be given back then may be tried again. */
  synchronized void leave(LeasedFile user, RetryingRelease back, Consumer<UUID> release) {
    users.remove(user);
    if (users.isEmpty()) {
      leases.removeIf(id -> back.give(() -> release.accept(id)));
    }
  }
}
