package org.daxlease.journal;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an entry is about. Readers filter by file, filesystem, process and host; null where the
 * entry is about none.
 *
 * @param owner the principal that registered the process, which decides who may see the entry
 */
public record Refs(
    @Nullable UUID fileId,
    @Nullable String filesystem,
    @Nullable UUID processId,
    @Nullable String host,
    @Nullable String owner,
    @Nullable UUID operationId,
    @Nullable UUID leaseId,
    @Nullable UUID pinId) {

  private static final Refs NONE = new Refs(null, null, null, null, null, null, null, null);

  /** About nothing that has an id of its own. */
  public static Refs none() {
    return NONE;
  }

  /** About a file, and so about its filesystem. */
  public static Refs file(UUID fileId, String filesystem) {
    return NONE.withFile(fileId, filesystem);
  }

  /** About a filesystem as a whole. */
  public static Refs filesystem(String filesystem) {
    return new Refs(null, filesystem, null, null, null, null, null, null);
  }

  /** About a process, and so about its host. */
  public static Refs process(UUID processId, String host) {
    return NONE.withProcess(processId, host);
  }

  /** About a host as a whole. */
  public static Refs host(String host) {
    return new Refs(null, null, null, host, null, null, null, null);
  }

  /** The same, about this file too. */
  public Refs withFile(UUID fileId, String filesystem) {
    return new Refs(fileId, filesystem, processId, host, owner, operationId, leaseId, pinId);
  }

  /** The same, about this process too. */
  public Refs withProcess(UUID processId, String host) {
    return new Refs(fileId, filesystem, processId, host, owner, operationId, leaseId, pinId);
  }

  /** The same, about a process that this principal registered. */
  public Refs ownedBy(String owner) {
    return new Refs(fileId, filesystem, processId, host, owner, operationId, leaseId, pinId);
  }

  /** The same, about this operation too. */
  public Refs withOperation(@Nullable UUID operationId) {
    return new Refs(fileId, filesystem, processId, host, owner, operationId, leaseId, pinId);
  }

  /** The same, about this lease too. */
  public Refs withLease(@Nullable UUID leaseId) {
    return new Refs(fileId, filesystem, processId, host, owner, operationId, leaseId, pinId);
  }

  /** The same, about this pin too. */
  public Refs withPin(@Nullable UUID pinId) {
    return new Refs(fileId, filesystem, processId, host, owner, operationId, leaseId, pinId);
  }
}
