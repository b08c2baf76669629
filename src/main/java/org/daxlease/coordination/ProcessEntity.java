package org.daxlease.coordination;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.daxlease.protocol.Process;
import org.daxlease.protocol.ProcessState;
import org.jspecify.annotations.Nullable;

/** A process on some host. */
@Entity
@Table(name = "process")
class ProcessEntity {

  @Id UUID id = new UUID(0, 0);
  String host = "";
  int pid;
  @Nullable String startTime;
  @Nullable String identity;
  @Nullable String command;
  @Nullable Duration heartbeatTtl;
  Instant lastHeartbeatAt = Instant.EPOCH;
  @Nullable Instant lapsesAt;
  boolean lapsed;

  @Enumerated(EnumType.STRING)
  ProcessState state = ProcessState.RUNNING;

  boolean killed;

  /** Registered by somebody who may speak for its host. */
  boolean vouched;

  String principal = "";
  Instant registeredAt = Instant.EPOCH;
  @Nullable Instant endedAt;
  @Nullable Instant exitReportedAt;
  @Version @Nullable Long version;

  protected ProcessEntity() {}

  ProcessEntity(UUID id, RegisterProcess asked, Caller caller, Instant now) {
    this.id = id;
    this.host = asked.host();
    this.pid = asked.pid();
    this.startTime = asked.startTime();
    this.identity = asked.identity();
    this.principal = caller.principal();
    this.registeredAt = now;
    describe(asked, caller, now);
  }

  /** Registering again says anew what may change about a process. */
  final void describe(RegisterProcess asked, Caller caller, Instant now) {
    vouched |= caller.authority().speaksFor(host);
    command = asked.command() != null ? asked.command() : command;
    heartbeatTtl = asked.heartbeatTtl() != null ? asked.heartbeatTtl() : heartbeatTtl;
    beat(now);
  }

  /** It showed itself; the next heartbeat is due one heartbeatTtl from now. */
  final void beat(Instant now) {
    lastHeartbeatAt = now;
    lapsed = false;
    lapsesAt = heartbeatTtl == null ? null : now.plus(heartbeatTtl);
  }

  void lapse() {
    lapsed = true;
    lapsesAt = null;
  }

  /** It is gone, once and for all. */
  void leave(ProcessState as, Instant now) {
    state = state.become(as);
    identity = null;
    lapsesAt = null;
    endedAt = now;
  }

  Process fact() {
    return new Process(id, state, lapsed, killed, null);
  }
}
