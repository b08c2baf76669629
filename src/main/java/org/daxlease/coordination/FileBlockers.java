package org.daxlease.coordination;

import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.OperationKind;
import org.daxlease.protocol.OperationState;
import org.jspecify.annotations.Nullable;

/**
 * Who would hold up an operation over a range of a file.
 *
 * @param items the holders of live pins there
 * @param nextCursor always null: the list is whole
 * @param operations unfinished operations there
 */
public record FileBlockers(
    List<BlockerView> items, @Nullable String nextCursor, List<Ahead> operations) {

  /** An operation that came first. */
  public record Ahead(UUID id, OperationKind kind, OperationState state, RangeView affected) {}
}
