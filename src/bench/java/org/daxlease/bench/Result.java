package org.daxlease.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A cell of the table.
 *
 * @param what the benchmark, in words
 * @param size how much of it, in words
 * @param subject who was measured
 */
record Result(String what, String size, String subject, List<Figure> figures) {

  String text() {
    return figures.stream().map(Figure::text).collect(Collectors.joining(", "));
  }
}
