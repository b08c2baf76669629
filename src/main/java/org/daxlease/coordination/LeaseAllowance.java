package org.daxlease.coordination;

import java.util.Collection;
import org.daxlease.protocol.Lease;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;

/** How many leases may still be taken, and how many of them unbreakable ones. */
record LeaseAllowance(Quotas.Allowance any, Quotas.Allowance unbreakable) {

  static LeaseAllowance of(Quotas quotas, Collection<ProcessEntity> processes) {
    return new LeaseAllowance(quotas.leases(processes), quotas.unbreakable(processes));
  }

  /** Why a process gets no such lease; null where it does, or only confirms what it has. */
  @Nullable Refusal refusal(Slice slice, ProcessEntity process, TakeLease asked) {
    Lease present = slice.state().liveLease(process.id).orElse(null);
    Refusal refusal = present == null ? any.refusal(process) : null;
    boolean another =
        Boolean.FALSE.equals(asked.breakable()) && (present == null || present.breakable());
    return refusal == null && another ? unbreakable.refusal(process) : refusal;
  }

  /** A process has got this lease, in the place of the one before, if there was one. */
  void use(ProcessEntity process, @Nullable Lease before, Lease taken) {
    if (before == null) {
      any.use(process);
    }
    if (!taken.breakable() && (before == null || before.breakable())) {
      unbreakable.use(process);
    }
  }
}
