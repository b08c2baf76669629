package org.daxlease.journal;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries a reader may be shown at all, whatever it asks for.
 *
 * @param breadth what it may see whoever it belongs to
 * @param owner it may also see what is about processes that this principal registered; null for
 *     none
 * @param hosts and what is about processes of these hosts
 */
public record ReadScope(Breadth breadth, @Nullable String owner, Set<String> hosts) {

  /** Sees every entry. */
  public static final ReadScope ALL = new ReadScope(Breadth.EVERYTHING, null, Set.of());

  /** Copies the hosts. */
  public ReadScope {
    hosts = Set.copyOf(hosts);
  }

  /** What of the journal is open to a reader apart from what is its own; the most comes first. */
  public enum Breadth {
    EVERYTHING,
    /** Whatever happens to files, by whomever: pins, leases, breaks, operations. */
    ABOUT_FILES,
    /** Files and filesystems themselves. */
    FILES,
    NOTHING
  }

  /** Whether there is no entry that another sees and this one does not. */
  public boolean covers(ReadScope other) {
    return breadth == Breadth.EVERYTHING
        || breadth.compareTo(other.breadth) <= 0
            && (other.owner == null || other.owner.equals(owner))
            && hosts.containsAll(other.hosts);
  }

  /** Whether the reader may see this entry. */
  public boolean sees(Entry entry) {
    Refs refs = entry.refs();
    boolean open =
        switch (breadth) {
          case EVERYTHING -> true;
          case ABOUT_FILES -> refs.filesystem() != null;
          case FILES -> entry.type().startsWith("file.") || entry.type().startsWith("filesystem.");
          case NOTHING -> false;
        };
    return open
        || (owner != null && owner.equals(refs.owner()))
        || (refs.host() != null && hosts.contains(refs.host()));
  }
}
