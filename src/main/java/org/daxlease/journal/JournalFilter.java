package org.daxlease.journal;

import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which entries a reader wants; null means any. What is set must all hold.
 *
 * @param typePrefix the beginning of the type, without {@code org.daxlease.}
 * @param scope what the reader may see at all
 */
public record JournalFilter(
    @Nullable UUID processId,
    @Nullable String host,
    @Nullable UUID fileId,
    @Nullable String filesystem,
    @Nullable String typePrefix,
    ReadScope scope) {

  private static final JournalFilter ALL = new JournalFilter(null, null, null, null, null);

  /** A filter for a reader that may see everything. */
  public JournalFilter(
      @Nullable UUID processId,
      @Nullable String host,
      @Nullable UUID fileId,
      @Nullable String filesystem,
      @Nullable String typePrefix) {
    this(processId, host, fileId, filesystem, typePrefix, ReadScope.ALL);
  }

  /** Every entry. */
  public static JournalFilter all() {
    return ALL;
  }

  /** The signals addressed to one process. */
  public static JournalFilter signalsOf(UUID processId) {
    return new JournalFilter(processId, null, null, null, "signal.");
  }

  /** The same, for a reader that may not see more than this. */
  public JournalFilter within(ReadScope most) {
    return new JournalFilter(processId, host, fileId, filesystem, typePrefix, most);
  }

  /**
   * Whether an index leads from one wanted entry to the next, so that none is read in vain:
   * everything of one process, file, host or filesystem. Where only some of it is wanted, such as
   * the signals of a process that pins all day, there may be millions in between.
   */
  boolean isIndexed() {
    return typePrefix == null
        && scope.breadth() == ReadScope.Breadth.EVERYTHING
        && Stream.of(processId, host, fileId, filesystem).filter(Objects::nonNull).count() <= 1;
  }

  /**
   * Whether the reader asks in the place of holders: for a process, for a host, or for signals by
   * name. One that merely gets everything does not.
   */
  public boolean isForHolders() {
    return processId != null
        || host != null
        || typePrefix != null && typePrefix.startsWith("signal");
  }

  /** Whether the reader wants this entry and may see it. */
  public boolean matches(CommittedEntry recorded) {
    Refs refs = recorded.entry().refs();
    return accepts(processId, refs.processId())
        && accepts(fileId, refs.fileId())
        && accepts(host, refs.host())
        && accepts(filesystem, refs.filesystem())
        && (typePrefix == null || recorded.entry().type().startsWith(typePrefix))
        && scope.sees(recorded.entry());
  }

  private static boolean accepts(@Nullable Object wanted, @Nullable Object actual) {
    return wanted == null || Objects.equals(wanted, actual);
  }
}
