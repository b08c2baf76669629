package org.daxlease.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a test overrides of a policy, by name. */
public final class Overrides {

  private @Nullable Duration leaseBreakTime;
  private @Nullable UnleasedPin unleasedPin;
  private @Nullable Escalation escalation;
  private @Nullable AfterKill afterKill;
  private @Nullable Duration killGrace;
  private @Nullable LapsedHolder lapsedHolder;
  private @Nullable Duration grantTtl;
  private @Nullable Duration maxWait;
  private @Nullable DeadlineFrom deadlineFrom;

  public Overrides leaseBreakTime(Duration value) {
    leaseBreakTime = value;
    return this;
  }

  public Overrides unleasedPin(UnleasedPin value) {
    unleasedPin = value;
    return this;
  }

  public Overrides escalation(Escalation value) {
    escalation = value;
    return this;
  }

  public Overrides afterKill(AfterKill value) {
    afterKill = value;
    return this;
  }

  public Overrides killGrace(Duration value) {
    killGrace = value;
    return this;
  }

  public Overrides lapsedHolder(LapsedHolder value) {
    lapsedHolder = value;
    return this;
  }

  public Overrides grantTtl(Duration value) {
    grantTtl = value;
    return this;
  }

  public Overrides maxWait(Duration value) {
    maxWait = value;
    return this;
  }

  public Overrides deadlineFrom(DeadlineFrom value) {
    deadlineFrom = value;
    return this;
  }

  public PolicyOverrides build() {
    return new PolicyOverrides(
        leaseBreakTime,
        unleasedPin,
        escalation,
        afterKill,
        killGrace,
        lapsedHolder,
        grantTtl,
        null,
        null,
        maxWait,
        deadlineFrom);
  }
}
