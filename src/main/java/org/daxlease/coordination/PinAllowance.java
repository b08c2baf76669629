package org.daxlease.coordination;

import java.util.Collection;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.Refusal;
import org.daxlease.protocol.Term;
import org.daxlease.protocol.UnleasedPin;
import org.jspecify.annotations.Nullable;

/** How many pins may still be made, and how many leases be taken for them (rule 4). */
record PinAllowance(Quotas.Allowance pins, Quotas.Allowance leases) {

  static PinAllowance of(Quotas quotas, Collection<ProcessEntity> processes) {
    return new PinAllowance(quotas.pins(processes), quotas.leases(processes));
  }

  /** Whether policy has a lease taken, or widened, for a pin of this kind that none covers. */
  static boolean mayLease(Slice slice, Term term) {
    return term == Term.LONGTERM
        && slice.file.backing == Backing.DAX
        && slice.before.file().policy().unleasedPin() == UnleasedPin.IMPLICIT_LEASE;
  }

  /** Why a process gets no such pin; null where it does. */
  @Nullable Refusal refusal(Slice slice, ProcessEntity process, Term term) {
    return Refusal.first(() -> pins.refusal(process), () -> leaseRefusal(slice, process, term));
  }

  /** The same for a pin that its principal has already. */
  @Nullable Refusal leaseRefusal(Slice slice, ProcessEntity process, Term term) {
    return beginsLease(slice, process, term) ? leases.refusal(process) : null;
  }

  /** A process has got such a pin. */
  void use(ProcessEntity process, boolean withLease) {
    pins.use(process);
    if (withLease) {
      leases.use(process);
    }
  }

  /** Whether a lease would be taken for it that is not there yet. */
  static boolean beginsLease(Slice slice, ProcessEntity process, Term term) {
    return mayLease(slice, term) && slice.state().liveLease(process.id).isEmpty();
  }
}
