package org.daxlease.checker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A file as far as the journal was read, with what is live of it. */
final class FileTrace {

  final String id;
  final boolean dax;
  final int pageSize;
  long size;
  long generation;
  long lastToken;
  boolean removed;
  boolean removalTold;
  Instant lastTime = Instant.MIN;

  /** Where pins went with a fence, until an operation over them is completed (rule 17). */
  final List<Span> presumedFree = new ArrayList<>();

  final Set<PinTrace> pins = new LinkedHashSet<>();
  final Set<LeaseTrace> leases = new LinkedHashSet<>();
  final Set<MappingTrace> mappings = new LinkedHashSet<>();
  final Set<BreakTrace> breaks = new LinkedHashSet<>();

  /** Those that wait, are granted or still close their range, in order of arrival. */
  final Map<String, OperationTrace> operations = new LinkedHashMap<>();

  FileTrace(Entry registered) {
    id = registered.text("fileId");
    dax = registered.text("backing").equals("DAX");
    pageSize = (int) registered.number("pageSize");
    size = registered.number("size");
    generation = registered.number("generation");
    lastToken = generation;
  }

  /** Where the page ends that holds the last byte: no pin reaches beyond it (rule 1). */
  long lastPageEnd() {
    return new Span(0, size).pages(pageSize).end();
  }

  /** Takes over the size that an operation left behind. */
  void resize(long left) {
    boolean shrinks = left < size;
    size = left;
    if (shrinks) {
      mappings.forEach(m -> m.validEnd = Math.min(m.validEnd, lastPageEnd()));
    }
  }

  /** Live pins over a range that still are the file's. */
  Stream<PinTrace> pinsOver(Span range) {
    return pins.stream().filter(p -> !p.detached && p.span.overlaps(range));
  }

  /**
   * An operation over this is done by somebody who was told: what fences left there is nobody's
   * business any more.
   */
  void settle(Span done) {
    List<Span> rest = new ArrayList<>();
    for (Span each : presumedFree) {
      Span before = new Span(each.start(), Math.min(each.end(), done.start()));
      Span behind = new Span(Math.max(each.start(), done.end()), each.end());
      Stream.of(before, behind).filter(s -> s.start() < s.end()).forEach(rest::add);
    }
    presumedFree.clear();
    presumedFree.addAll(rest);
  }

  /** The first operation that closes part of a range at a moment (rule 10). */
  Optional<OperationTrace> closerOf(Span range, Instant now) {
    return operations.values().stream()
        .filter(o -> o.closes(now) && o.span.overlaps(range))
        .findFirst();
  }

  /** The first unfinished operation that came before another and overlaps it. */
  Optional<OperationTrace> earlierThan(OperationTrace operation) {
    return operations.values().stream()
        .takeWhile(o -> o != operation)
        .filter(o -> o.isUnfinished() && o.isExclusive() && o.span.overlaps(operation.span))
        .findFirst();
  }

  @Override
  public String toString() {
    return "file " + id;
  }
}
