package org.daxlease.journal;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries a reader wants; null means any. What is set must all hold.
 *
 * @param typePrefix the beginning of the type, without {@code org.daxlease.}
 */
public record JournalFilter(
    @Nullable UUID processId,
    @Nullable String host,
    @Nullable UUID fileId,
    @Nullable String filesystem,
    @Nullable String typePrefix) {

  private static final JournalFilter ALL = new JournalFilter(null, null, null, null, null);

  /** Every entry. */
  public static JournalFilter all() {
    return ALL;
  }

  /** The signals addressed to one process. */
  public static JournalFilter signalsOf(UUID processId) {
    return new JournalFilter(processId, null, null, null, "signal.");
  }

  /** Whether the reader wants this entry. */
  public boolean matches(Recorded recorded) {
    Refs refs = recorded.entry().refs();
    return accepts(processId, refs.processId())
        && accepts(fileId, refs.fileId())
        && accepts(host, refs.host())
        && accepts(filesystem, refs.filesystem())
        && (typePrefix == null || recorded.entry().type().startsWith(typePrefix));
  }

  private static boolean accepts(@Nullable Object wanted, @Nullable Object actual) {
    return wanted == null || Objects.equals(wanted, actual);
  }
}
