package org.daxlease.coordination;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.Errno;
import org.daxlease.protocol.OperationKind;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.SignalKind;
import org.jspecify.annotations.Nullable;

/**
 * What an operation would lead to; nothing was changed (rule 9).
 *
 * @param worstCaseWait until the grant if no holder moves, or until maxWait is over; null where
 *     that may be for ever, or is refused
 */
public record DryRunView(
    boolean dryRun,
    OperationKind kind,
    RangeView affected,
    OperationState state,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Errno code,
    List<BlockerView> blockers,
    List<WouldSignal> signals,
    @Nullable Duration worstCaseWait) {

  /** A signal that would go out at once. */
  public record WouldSignal(UUID processId, SignalKind signal, @Nullable Instant deadline) {}
}
