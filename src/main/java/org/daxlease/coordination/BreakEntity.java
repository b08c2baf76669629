package org.daxlease.coordination;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.daxlease.protocol.AfterKill;
import org.daxlease.protocol.BreakOutcome;
import org.daxlease.protocol.BreakStage;
import org.daxlease.protocol.BreakTerms;
import org.daxlease.protocol.DeadlineFrom;
import org.daxlease.protocol.Escalation;
import org.daxlease.protocol.LapsedHolder;
import org.daxlease.protocol.LeaseBreak;
import org.jspecify.annotations.Nullable;

/** A break. */
@Entity
@Table(name = "lease_break")
class BreakEntity {

  @Id UUID id = new UUID(0, 0);
  UUID fileId = new UUID(0, 0);
  UUID processId = new UUID(0, 0);
  @Nullable UUID leaseId;
  long epoch;

  @Enumerated(EnumType.STRING)
  BreakStage stage = BreakStage.SIGIO;

  @Nullable Instant deadline;
  @Nullable Instant fenceAt;
  @Nullable Instant dueAt;
  int pins;
  boolean running;

  @Enumerated(EnumType.STRING)
  @Nullable BreakOutcome outcome;

  Duration leaseBreakTime = Duration.ZERO;

  @Enumerated(EnumType.STRING)
  Escalation escalation = Escalation.SIGBUS_THEN_SIGKILL;

  @Enumerated(EnumType.STRING)
  AfterKill afterKill = AfterKill.FENCE;

  Duration killGrace = Duration.ZERO;

  @Enumerated(EnumType.STRING)
  DeadlineFrom deadlineFrom = DeadlineFrom.NOTIFIED;

  @Enumerated(EnumType.STRING)
  LapsedHolder lapsedHolder = LapsedHolder.LADDER;

  Instant begunAt = Instant.EPOCH;
  @Nullable Instant endedAt;
  @Version @Nullable Long version;

  protected BreakEntity() {}

  BreakEntity(UUID fileId, LeaseBreak fact, Instant now) {
    this.id = fact.id();
    this.fileId = fileId;
    this.processId = fact.processId();
    this.leaseId = fact.leaseId();
    this.epoch = fact.epoch();
    this.leaseBreakTime = fact.terms().leaseBreakTime();
    this.escalation = fact.terms().escalation();
    this.afterKill = fact.terms().afterKill();
    this.killGrace = fact.terms().killGrace();
    this.deadlineFrom = fact.terms().deadlineFrom();
    this.lapsedHolder = fact.terms().lapsedHolder();
    this.begunAt = now;
    become(fact, now);
  }

  LeaseBreak fact(Set<UUID> operations) {
    return new LeaseBreak(
        id,
        processId,
        leaseId,
        epoch,
        new BreakTerms(
            leaseBreakTime, escalation, afterKill, killGrace, deadlineFrom, lapsedHolder),
        new LeaseBreak.Ladder(stage, deadline, fenceAt, pins, outcome),
        operations);
  }

  final void become(LeaseBreak fact, Instant now) {
    stage = fact.stage();
    deadline = fact.deadline();
    fenceAt = fact.fenceAt();
    dueAt = fact.dueAt();
    pins = fact.ladder().pins();
    outcome = fact.ladder().outcome();
    running = fact.isRunning();
    if (!running && endedAt == null) {
      endedAt = now;
    }
  }
}
