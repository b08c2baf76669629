package org.daxlease.protocol;

import java.util.UUID;
import java.util.stream.Stream;

/** NOWAIT requests that are asked again (rule 8). */
final class NowaitRules {

  private NowaitRules() {}

  /**
   * Whether a NOWAIT request starts or joins a break. Asking again, as it is told to, while an
   * earlier one owns all that it wants leaves nothing behind (rule 8): holders that stay silent
   * would else collect an owner for each second.
   */
  static boolean asksFirst(FileState state, Refusal refusal, ByteRange range) {
    return refusal instanceof Refusal.WouldBlock
        && refusedOver(state, range)
            .noneMatch(o -> state.pinsOver(range).allMatch(p -> isWanted(state, p, o.id())));
  }

  private static boolean isWanted(FileState state, Pin pin, UUID operationId) {
    LeaseBreak running = state.leaseBreak(pin.breakId());
    return running == null ? !pin.isLongterm() : running.operations().contains(operationId);
  }

  /** NOWAIT requests for all of a range whose breaks still run. */
  private static Stream<Operation> refusedOver(FileState state, ByteRange range) {
    return state.operations().stream()
        .filter(o -> o.state() == OperationState.REFUSED && o.progress().breaks() > 0)
        .filter(o -> o.affected().contains(range));
  }

  /** Asking again while the break of a NOWAIT request runs signals nobody twice (rule 8). */
  static boolean hasBeenTold(FileState state, Lease lease, Operation again) {
    ByteRange pages = lease.range().roundOut(state.file().pageSize());
    return refusedOver(state, again.affected().intersection(pages))
        .anyMatch(o -> !o.id().equals(again.id()));
  }
}
