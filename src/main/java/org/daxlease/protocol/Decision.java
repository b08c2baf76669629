package org.daxlease.protocol;

import java.util.List;

/**
 * What the rules say to a command.
 *
 * <p>A refusal may come with changes all the same: a refused operation is recorded, and one with
 * NOWAIT starts a break.
 *
 * @param <T> what an accepted command yields
 */
public sealed interface Decision<T> {

  List<Change> changes();

  /** The file as it is afterwards. */
  FileState after();

  record Accepted<T>(T result, List<Change> changes, FileState after) implements Decision<T> {}

  record Refused<T>(Refusal refusal, List<Change> changes, FileState after)
      implements Decision<T> {}
}
