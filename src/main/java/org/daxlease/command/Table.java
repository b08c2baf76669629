package org.daxlease.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Rows under a head, each column as wide as it has to be. */
final class Table {

  private final List<String[]> rows = new ArrayList<>();

  Table(String... head) {
    rows.add(head);
  }

  void row(String... cells) {
    rows.add(Stream.of(cells).map(TerminalText::line).toArray(String[]::new));
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  /** A field for people: a dash where it has no value. */
  static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isNull() || value.isMissingNode() ? "-" : value.asString();
  }

  /** As mathematicians write it: the end is not included. */
  static String range(JsonNode extent) {
    long start = extent.path("offset").asLong();
    long end = start + extent.path("length").asLong();
    return "[" + start + ", " + (end == Long.MAX_VALUE ? "end" : end) + ")";
  }

  /** How many pins somebody has beside those that are named. */
  static long unnamed(JsonNode holder) {
    return holder.path("pinCount").asLong(0) - holder.path("pins").size();
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join(System.lineSeparator(), lines);
  }
}
