package org.daxlease.bench;

import java.util.List;
import java.util.Locale;

/**
 * Something that was measured, once in each round; its value is the median.
 *
 * @param name what it is, as p99; empty for what the benchmark is named after
 */
record Figure(String name, String unit, List<Double> rounds) {

  static Figure of(String name, String unit, double value) {
    return new Figure(name, unit, List.of(value));
  }

  double value() {
    List<Double> sorted = rounds.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** As in a cell of a table: {@code p99 8.1 ms}. */
  String text() {
    double value = value();
    String number = String.format(Locale.ROOT, value < 100 ? "%,.1f" : "%,.0f", value);
    return (name.isEmpty() ? "" : name + " ") + number + (unit.startsWith("/") ? "" : " ") + unit;
  }
}
