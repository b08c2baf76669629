package org.daxlease.checker;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An operation as far as the journal was read. */
final class OperationTrace {

  final String id;
  final FileTrace file;
  final Entry requested;
  final String kind;
  final String need;
  final Span span;

  /** When it gives up waiting (rule 8). */
  final @Nullable Instant waitUntil;

  String state;
  @Nullable Long token;
  @Nullable Instant expiresAt;
  @Nullable Instant reopensAt;

  /** A pin in its way went with a fence: the grant rests on a presumed death (rule 17). */
  boolean presumed;

  /** Breaks of it have run: behind them a refused one needs its cool-down. */
  boolean hadBreaks;

  boolean cooled;
  final Set<BreakTrace> breaks = new LinkedHashSet<>();

  OperationTrace(FileTrace file, Entry requested) {
    this.id = requested.text("operationId");
    this.file = file;
    this.requested = requested;
    this.kind = requested.text("kind");
    this.need = requested.text("need");
    this.span = Span.of(requested.data().path("affected"));
    this.waitUntil = requested.instant("waitUntil");
    this.state = requested.text("state");
  }

  boolean isWaiting() {
    return state.equals("QUEUED") || state.equals("BREAKING");
  }

  boolean isUnfinished() {
    return isWaiting() || state.equals("GRANTED");
  }

  /** Whether it wants the pins of its breaks gone, to whatever end. */
  boolean isInterested() {
    return isWaiting() || state.equals("REFUSED");
  }

  boolean isHard() {
    return need.equals("HARD");
  }

  /** It disturbs nobody (rule 9). */
  boolean isFail() {
    return requested.text("onConflict").equals("FAIL");
  }

  boolean isExclusive() {
    return !need.equals("PASSING");
  }

  /** Whether pins hold it up. */
  boolean isHeldUpByPins() {
    return isHard() && file.dax;
  }

  boolean closes(Instant now) {
    boolean delayed = reopensAt != null && now.isBefore(reopensAt);
    return switch (state) {
      case "QUEUED", "BREAKING", "GRANTED" -> isExclusive();
      case "EXPIRED" -> delayed;
      case "REFUSED" -> delayed || !breaks.isEmpty();
      default -> false;
    };
  }

  /** Whether it can have any more effect on others. */
  boolean isOver() {
    return switch (state) {
      case "COMPLETED", "CANCELLED" -> true;
      case "EXPIRED" -> reopensAt == null;
      case "REFUSED" -> reopensAt == null && breaks.isEmpty() && (cooled || !hadBreaks);
      default -> false;
    };
  }

  @Override
  public String toString() {
    return kind + " " + id + " " + span;
  }
}
