package org.daxlease.checker;

/**
 * What an operation affects and what it needs there, from its request alone (rules 6 and 7).
 *
 * @param need PASSING, GROWING or HARD
 */
record Demand(String need, Span span) {

  static Demand of(Entry requested, FileTrace file) {
    long offset = requested.has("offset") ? requested.number("offset") : 0;
    long newSize = requested.number("newSize");
    Span range =
        requested.has("length")
            ? new Span(offset, offset + requested.number("length"))
            : Span.from(offset);
    return switch (requested.text("kind")) {
      case "READ", "WRITE", "WRITEBACK" -> new Demand("PASSING", range);
      case "EXTEND" -> new Demand("GROWING", Span.from(file.size));
      case "TRUNCATE" ->
          newSize < file.size
              ? new Demand("HARD", Span.from(newSize))
              : new Demand("GROWING", Span.from(file.size));
      case "PUNCH_HOLE", "ZERO_RANGE" -> new Demand("HARD", range);
      case "COLLAPSE_RANGE", "INSERT_RANGE" -> new Demand("HARD", Span.from(offset));
      case "UNLINK" -> new Demand("HARD", Span.from(0));
      default -> new Demand("nothing known", range);
    };
  }

  /** The size of the file once the operation is done. */
  static long sizeAfter(Entry requested, long size) {
    long offset = requested.number("offset");
    long length = requested.number("length");
    return switch (requested.text("kind")) {
      case "TRUNCATE" -> requested.number("newSize");
      case "EXTEND" -> Math.max(size, requested.number("newSize"));
      case "COLLAPSE_RANGE" -> offset >= size ? size : offset + Math.max(size - offset - length, 0);
      case "INSERT_RANGE" ->
          offset >= size ? size : size > Span.MAX - length ? Span.MAX : size + length;
      default -> size;
    };
  }

  @Override
  public String toString() {
    return need + " " + span;
  }
}
