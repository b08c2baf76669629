package org.daxlease.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A cell of the table.
 *
 * @param what the benchmark, in words
 * @param size how much of it, in words
 * @param subject who was measured
 * @param costs what it took meanwhile; for the JSON only
 */
record Result(String what, String size, String subject, List<Figure> figures, List<Figure> costs) {

  Result(String what, String size, String subject, List<Figure> figures) {
    this(what, size, subject, figures, List.of());
  }

  /** What one of several came to. */
  static Result of(String what, String size, Rivals.Measured measured) {
    return new Result(what, size, measured.subject(), measured.figures(), measured.costs());
  }

  String text() {
    return figures.stream().map(Figure::text).collect(Collectors.joining(", "));
  }
}
