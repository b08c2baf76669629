package org.daxlease.coordination;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.BreakOutcome;
import org.daxlease.protocol.BreakStage;
import org.jspecify.annotations.Nullable;

/**
 * A single break: what somebody looks at who is about to deliver one of its signals.
 *
 * @param epoch of the lease when the break began; null for unleased pins
 * @param pins live pins that it still wants gone
 * @param outcome how it ended; null while it runs
 */
public record BreakDetails(
    UUID id,
    UUID fileId,
    UUID processId,
    @Nullable UUID leaseId,
    @Nullable Long epoch,
    BreakStage stage,
    @Nullable Instant deadline,
    int pins,
    @Nullable BreakOutcome outcome,
    List<OperationView.SignalView> signals) {}
