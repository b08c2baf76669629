package org.daxlease.coordination.web;

import java.time.Duration;
import org.daxlease.coordination.web.json.FieldPatch;
import org.daxlease.protocol.AfterKill;
import org.daxlease.protocol.DeadlineFrom;
import org.daxlease.protocol.Escalation;
import org.daxlease.protocol.LapsedHolder;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.protocol.UnleasedPin;

/** A merge patch of a file's policy (RFC 7396): null removes an override. */
record PolicyPatch(
    FieldPatch<Duration> leaseBreakTime,
    FieldPatch<UnleasedPin> unleasedPin,
    FieldPatch<Escalation> escalation,
    FieldPatch<AfterKill> afterKill,
    FieldPatch<Duration> killGrace,
    FieldPatch<LapsedHolder> lapsedHolder,
    FieldPatch<Duration> grantTtl,
    FieldPatch<Duration> lockDelay,
    FieldPatch<Duration> coolDown,
    FieldPatch<Duration> maxWait,
    FieldPatch<DeadlineFrom> deadlineFrom) {

  static PolicyOverrides apply(FieldPatch<PolicyPatch> patch, PolicyOverrides present) {
    return switch (patch) {
      case FieldPatch.Keep<PolicyPatch>() -> present;
      case FieldPatch.Remove<PolicyPatch>() -> PolicyOverrides.NONE;
      case FieldPatch.Put<PolicyPatch>(PolicyPatch fields) -> fields.appliedTo(present);
    };
  }

  private PolicyOverrides appliedTo(PolicyOverrides present) {
    return new PolicyOverrides(
        leaseBreakTime.appliedTo(present.leaseBreakTime()),
        unleasedPin.appliedTo(present.unleasedPin()),
        escalation.appliedTo(present.escalation()),
        afterKill.appliedTo(present.afterKill()),
        killGrace.appliedTo(present.killGrace()),
        lapsedHolder.appliedTo(present.lapsedHolder()),
        grantTtl.appliedTo(present.grantTtl()),
        lockDelay.appliedTo(present.lockDelay()),
        coolDown.appliedTo(present.coolDown()),
        maxWait.appliedTo(present.maxWait()),
        deadlineFrom.appliedTo(present.deadlineFrom()));
  }
}
