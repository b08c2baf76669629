package org.daxlease.checker;

/** A mapping as far as the journal was read. */
final class MappingTrace {

  final String id;
  final FileTrace file;
  final ProcessTrace process;
  final Span span;
  boolean mapped = true;

  /** Where it ends in effect: what once was beyond the end of file stays so for it (rule 11). */
  long validEnd = Span.MAX;

  MappingTrace(String id, FileTrace file, ProcessTrace process, Span span) {
    this.id = id;
    this.file = file;
    this.process = process;
    this.span = span;
  }

  @Override
  public String toString() {
    return "mapping " + id + " " + span;
  }
}
