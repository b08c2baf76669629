package org.daxlease.coordination;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.daxlease.protocol.AfterKill;
import org.daxlease.protocol.DeadlineFrom;
import org.daxlease.protocol.Escalation;
import org.daxlease.protocol.LapsedHolder;
import org.daxlease.protocol.Policy;
import org.daxlease.protocol.UnleasedPin;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The policy of files whose filesystem and whose own registration say nothing else.
 *
 * @param leaseBreakTime time between two stages of the break ladder; 0 never expires
 * @param unleasedPin what happens to a LONGTERM pin on DAX without a lease
 * @param escalation what a holder gets that misses its deadline
 * @param afterKill whether the coordinator waits for the exit after SIGKILL, or fences
 * @param killGrace time from SIGKILL to the fence
 * @param lapsedHolder how a holder is treated that missed its heartbeats
 * @param grantTtl how long a grant is good for without renewal
 * @param lockDelay how long a range stays closed behind an expired grant
 * @param coolDown how long a range stays closed behind the break of a NOWAIT request
 * @param maxWait how long an operation waits at most; for ever if not set
 * @param deadlineFrom from which moment a deadline counts
 */
@Validated
@ConfigurationProperties("daxlease.policy")
record PolicyProperties(
    @DefaultValue("45s") @NotNull @DurationMin @DurationMax(days = 3650) Duration leaseBreakTime,
    @DefaultValue("SIGBUS") UnleasedPin unleasedPin,
    @DefaultValue("SIGBUS_THEN_SIGKILL") Escalation escalation,
    @DefaultValue("FENCE") AfterKill afterKill,
    @DefaultValue("10s") @NotNull @DurationMin @DurationMax(days = 3650) Duration killGrace,
    @DefaultValue("LADDER") LapsedHolder lapsedHolder,
    @DefaultValue("60s") @NotNull @DurationMin(millis = 1) @DurationMax(days = 3650)
        Duration grantTtl,
    @DefaultValue("10s") @NotNull @DurationMin @DurationMax(days = 3650) Duration lockDelay,
    @DefaultValue("5s") @NotNull @DurationMin @DurationMax(days = 3650) Duration coolDown,
    @Nullable @DurationMin(millis = 1) @DurationMax(days = 3650) Duration maxWait,
    @DefaultValue("NOTIFIED") DeadlineFrom deadlineFrom) {

  Policy toPolicy() {
    return new Policy(
        leaseBreakTime,
        unleasedPin,
        escalation,
        afterKill,
        killGrace,
        lapsedHolder,
        grantTtl,
        lockDelay,
        coolDown,
        maxWait,
        deadlineFrom);
  }
}
