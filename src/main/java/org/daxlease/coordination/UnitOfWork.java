package org.daxlease.coordination;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Refs;
import org.daxlease.protocol.Change;
import org.daxlease.protocol.Decision;
import org.daxlease.protocol.FileState;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction decides, on as many files as it has locked, under one reading of the clock.
 * {@link UnitOfWorkWriter} writes it all at the end.
 */
final class UnitOfWork {

  private Caller caller;

  final Instant now;

  /** Of what it makes. */
  final Supplier<UUID> ids;

  final Map<UUID, Slice> slices;
  final Map<UUID, List<Change>> changes = new LinkedHashMap<>();

  /** Entries in the order in which they were caused, with the signal that one may carry. */
  final List<Line> lines = new ArrayList<>();

  /** Files that changed beside what the rules decided. */
  final Set<FileEntity> changedFiles = new LinkedHashSet<>();

  final Set<ProcessEntity> changedProcesses = new LinkedHashSet<>();

  /** Signals with the positions that they got. */
  final List<Sent> sent = new ArrayList<>();

  final List<Instant> hints = new ArrayList<>();

  OperationEntity.@Nullable Label label;

  UnitOfWork(Caller caller, Map<UUID, Slice> slices, Instant now, Supplier<UUID> ids) {
    this.caller = caller;
    this.slices = slices;
    this.now = now;
    this.ids = ids;
  }

  /** A signal that was sent. */
  record Sent(long position, Change.Signalled signal) {}

  /** A journal entry to be, and the signal that it tells of. */
  record Line(Entry entry, Change.@Nullable Signalled signal) {}

  /** On whose behalf it decides now: several who ask for the same kind of thing share a unit. */
  Caller caller() {
    return caller;
  }

  /** Decides in somebody else's name meanwhile. */
  void as(Caller other, Runnable decisions) {
    Caller before = caller;
    caller = other;
    try {
      decisions.run();
    } finally {
      caller = before;
    }
  }

  /** Decides for each of several callers, in order. */
  <C, R> List<R> forEach(List<CallerCommand<C>> asked, Function<C, R> decide) {
    List<R> decided = new ArrayList<>();
    for (CallerCommand<C> each : asked) {
      caller = each.caller();
      decided.add(decide.apply(each.command()));
    }
    return decided;
  }

  Slice slice(UUID fileId) {
    return Objects.requireNonNull(slices.get(fileId), "file not locked");
  }

  FileState state(UUID fileId) {
    return slice(fileId).state();
  }

  /** Takes over what was decided on a file; it counts from here on. */
  <T> Decision<T> take(UUID fileId, Decision<T> decision) {
    Slice slice = slice(fileId);
    List<Change> made = slice.take(decision);
    if (made.isEmpty()) {
      return decision;
    }
    changes.computeIfAbsent(fileId, _ -> new ArrayList<>()).addAll(made);
    var entries = new ChangeEntries(slice, caller, now);
    for (Change change : made) {
      entries
          .of(change)
          .ifPresent(e -> lines.add(new Line(e, change instanceof Change.Signalled s ? s : null)));
    }
    return decision;
  }

  /** Says that a row outside of files has a deadline; null for none. */
  void hintAt(@Nullable Instant deadline) {
    if (deadline != null) {
      hints.add(deadline);
    }
  }

  /** Adds an entry that is not about one file's state, caused by whoever it decides for. */
  void tell(String type, Refs refs, EventData data) {
    String json = data.with("principal", caller.principal()).json();
    lines.add(new Line(new Entry(type, now, caller.principal(), refs, json), null));
  }
}
