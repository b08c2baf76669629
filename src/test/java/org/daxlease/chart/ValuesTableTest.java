package org.daxlease.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table in the chart's README is what the comments and defaults in values.yaml say. */
class ValuesTableTest {

  private static final Pattern COMMENT = Pattern.compile(" *# -- (.*)");
  private static final Pattern FIELD = Pattern.compile("( *)([A-Za-z0-9]+):.*");

  private final JsonNode defaults = Chart.read(Chart.FOLDER.resolve("values.yaml"));

  @Test
  void readmeListsEveryValue() throws IOException {
    List<String> rows = rows();
    List<String> readme =
        Files.readString(Chart.FOLDER.resolve("README.md"), UTF_8)
            .lines()
            .filter(line -> line.startsWith("| `"))
            .toList();

    assertThat(readme).as("the rows should be\n%s\n", String.join("\n", rows)).isEqualTo(rows);
  }

  @Test
  void everyValueHasAComment() throws IOException {
    assertThat(rows()).hasSizeGreaterThan(50).noneMatch(row -> row.endsWith("|  |"));
  }

  private List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    Deque<String> path = new ArrayDeque<>();
    String comment = "";
    for (String line : Files.readAllLines(Chart.FOLDER.resolve("values.yaml"), UTF_8)) {
      Matcher described = COMMENT.matcher(line);
      Matcher field = FIELD.matcher(line);
      if (described.matches()) {
        comment = described.group(1);
      } else if (field.matches()) {
        while (path.size() > field.group(1).length() / 2) {
          path.removeLast();
        }
        path.add(field.group(2));
        JsonNode value = defaults.at("/" + String.join("/", path));
        boolean hasMore = value.isObject() && !value.isEmpty() && comment.isEmpty();
        if (!hasMore && !value.isMissingNode() && !isPartOfADefault(rows, path)) {
          rows.add("| `%s` | `%s` | %s |".formatted(String.join(".", path), value, comment));
        }
        comment = "";
      }
    }
    return rows;
  }

  /** A field of an object that has one comment for all. */
  private static boolean isPartOfADefault(List<String> rows, Deque<String> path) {
    List<String> parts = List.copyOf(path);
    for (int i = 1; i < parts.size(); i++) {
      String parent = "| `" + String.join(".", parts.subList(0, i)) + "` |";
      if (rows.stream().anyMatch(row -> row.startsWith(parent))) {
        return true;
      }
    }
    return false;
  }
}
