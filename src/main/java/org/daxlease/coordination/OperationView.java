package org.daxlease.coordination;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.daxlease.protocol.BreakOutcome;
import org.daxlease.protocol.BreakStage;
import org.daxlease.protocol.DeliveryPath;
import org.daxlease.protocol.OnConflict;
import org.daxlease.protocol.OperationKind;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.SignalKind;
import org.jspecify.annotations.Nullable;

/** An operation as it is shown: who is in its way, and on what ground it may go on. */
public record OperationView(
    UUID id,
    UUID fileId,
    OperationState state,
    long version,
    OperationKind kind,
    RangeView affected,
    @JsonUnwrapped RequestView asked,
    @JsonUnwrapped Reached reached,
    List<BlockerView> blockers,
    List<BreakView> breaks) {

  /** What was asked for. */
  @JsonInclude(Include.NON_NULL)
  public record RequestView(
      @Nullable Long newSize,
      @Nullable Long offset,
      @Nullable Long length,
      OnConflict onConflict,
      boolean autoComplete,
      @Nullable String requester,
      @Nullable UUID requesterProcessId,
      @Nullable String reason,
      String principal,
      Instant requestedAt) {}

  /**
   * How far it got.
   *
   * @param token of its grant, good for this operation only
   * @param confirmed false where the grant rests on a fence, which is this service's record and not
   *     the hardware's: know the host to be fenced before the real work (rule 17)
   * @param code errno of a REFUSED one
   * @param bounce ranges that a WRITEBACK must copy first
   * @param estimatedGrantBy when it is granted if no holder moves, where that is certain
   * @param waitUntil when it gives up, while it waits
   * @param reopensAt when the range of an EXPIRED or REFUSED one is open again, while it is closed
   */
  @JsonInclude(Include.NON_NULL)
  public record Reached(
      @Nullable Long token,
      @Nullable Instant grantExpiresAt,
      @Nullable Boolean confirmed,
      @Nullable String code,
      @Nullable String cancelReason,
      @Nullable List<Bounce> bounce,
      @Nullable Instant grantedAt,
      @Nullable Instant endedAt,
      @Nullable Instant estimatedGrantBy,
      @Nullable Instant waitUntil,
      @Nullable Instant reopensAt) {}

  /** A range under a LONGTERM pin, to be copied before it is written back. */
  public record Bounce(long offset, long length, UUID pinId) {}

  /** A break that the operation waits or waited for. */
  public record BreakView(
      UUID id,
      UUID processId,
      @Nullable UUID leaseId,
      BreakStage stage,
      @Nullable Instant deadline,
      @Nullable BreakOutcome outcome,
      List<SignalView> signals) {

    BreakView withSignals(List<SignalView> more) {
      List<SignalView> all = new ArrayList<>(signals);
      all.addAll(more);
      return new BreakView(id, processId, leaseId, stage, deadline, outcome, all);
    }
  }

  OperationView withSignals(Map<UUID, List<SignalView>> sent) {
    List<BreakView> all =
        breaks.stream().map(b -> b.withSignals(sent.getOrDefault(b.id(), List.of()))).toList();
    return new OperationView(
        id, fileId, state, version, kind, affected, asked, reached, blockers, all);
  }

  /**
   * A signal that was sent; its event has the same id.
   *
   * @param deliveries the first evidence on each path that it arrived, the earliest first
   */
  public record SignalView(
      SignalKind signal, Instant at, String eventId, List<DeliveryView> deliveries) {}

  /** How and when a signal was first known to have arrived on a path. */
  public record DeliveryView(DeliveryPath path, Instant at) {}
}
