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
import java.util.stream.Stream;
import org.daxlease.protocol.ByteRange;
import org.daxlease.protocol.OnConflict;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.OperationCase;
import org.daxlease.protocol.OperationKind;
import org.daxlease.protocol.OperationState;
import org.jspecify.annotations.Nullable;

/** An operation. */
@Entity
@Table(name = "operation")
class OperationEntity {

  @Id UUID id = new UUID(0, 0);
  UUID fileId = new UUID(0, 0);
  @Nullable UUID openFileId;
  long arrival;

  @Enumerated(EnumType.STRING)
  OperationKind kind = OperationKind.READ;

  @Nullable Long newSize;
  @Nullable Long rangeOffset;
  @Nullable Long rangeLength;
  long affectedStart;
  long affectedEnd;

  @Enumerated(EnumType.STRING)
  OperationCase need = OperationCase.PASSING;

  @Enumerated(EnumType.STRING)
  OnConflict onConflict = OnConflict.WAIT;

  boolean autoComplete;
  @Nullable Duration leaseBreakTime;
  @Nullable Duration maxWait;
  @Nullable UUID requesterProcessId;
  @Nullable String requester;
  @Nullable String reason;
  String principal = "";

  @Enumerated(EnumType.STRING)
  OperationState state = OperationState.QUEUED;

  @Nullable String endReason;
  @Nullable Long token;
  @Nullable Instant grantExpiresAt;
  @Nullable Boolean confirmed;
  @Nullable Instant waitUntil;
  @Nullable Instant shortPinsAt;
  @Nullable Instant reopensAt;
  @Nullable Instant dueAt;
  int breaks;
  boolean presumed;
  Instant requestedAt = Instant.EPOCH;
  @Nullable Instant grantedAt;
  @Nullable Instant endedAt;
  @Version @Nullable Long version;

  protected OperationEntity() {}

  OperationEntity(UUID fileId, Operation fact, Label label, Instant now) {
    this.id = fact.id();
    this.fileId = fileId;
    this.arrival = fact.arrival();
    this.kind = fact.kind();
    this.newSize = fact.request().arguments().newSize();
    this.rangeOffset = fact.request().arguments().offset();
    this.rangeLength = fact.request().arguments().length();
    this.affectedStart = fact.affected().start();
    this.affectedEnd = fact.affected().end();
    this.need = fact.extent().need();
    this.onConflict = fact.request().onConflict();
    this.autoComplete = fact.request().wishes().autoComplete();
    this.leaseBreakTime = fact.request().wishes().leaseBreakTime();
    this.maxWait = fact.request().wishes().maxWait();
    this.requesterProcessId = fact.request().wishes().requesterProcessId();
    this.requester = label.requester();
    this.reason = label.reason();
    this.principal = label.principal();
    this.requestedAt = now;
  }

  /** Who asked and why: words for people, the rules do not read them. */
  record Label(String principal, @Nullable String requester, @Nullable String reason) {}

  Operation fact() {
    return new Operation(
        id,
        arrival,
        new Operation.Request(
            kind,
            new Operation.Arguments(newSize, rangeOffset, rangeLength),
            onConflict,
            new Operation.Wishes(autoComplete, leaseBreakTime, maxWait, requesterProcessId)),
        new Operation.Extent(affected(), need),
        new Operation.Progress(
            state,
            grant(),
            new Operation.Timers(waitUntil, shortPinsAt, reopensAt),
            breaks,
            presumed));
  }

  ByteRange affected() {
    return new ByteRange(affectedStart, affectedEnd);
  }

  private Operation.@Nullable Grant grant() {
    return token == null || grantExpiresAt == null
        ? null
        : new Operation.Grant(token, grantExpiresAt, Boolean.TRUE.equals(confirmed));
  }

  void become(Operation fact, Instant now, @Nullable String why) {
    Operation.Progress progress = fact.progress();
    Operation.Grant grant = progress.grant();
    if (grant != null) {
      grantedAt = token == null ? now : grantedAt;
      token = grant.token();
      grantExpiresAt = grant.expiresAt();
      confirmed = grant.confirmed();
    }
    waitUntil = progress.timers().waitUntil();
    shortPinsAt = progress.timers().shortPinsAt();
    reopensAt = progress.timers().reopensAt();
    breaks = progress.breaks();
    presumed = progress.presumed();
    state = fact.state();
    openFileId = fact.isOpen() ? fileId : null;
    dueAt = due();
    if (state.isFinal() && endedAt == null) {
      endedAt = now;
      endReason = why;
    }
  }

  private @Nullable Instant due() {
    Stream<@Nullable Instant> moments =
        state == OperationState.GRANTED
            ? Stream.of(grantExpiresAt)
            : Stream.of(waitUntil, shortPinsAt, reopensAt);
    return moments.flatMap(Stream::ofNullable).min(Instant::compareTo).orElse(null);
  }
}
