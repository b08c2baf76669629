package org.daxlease.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** An alert, as its rule says. */
record Alert(
    String name,
    String expression,
    String lasting,
    Map<String, String> labels,
    Map<String, String> annotations) {

  static final Path FILE = Path.of("helm/rules/daxlease.yaml");

  static List<Alert> all() {
    List<Alert> alerts = new ArrayList<>();
    Map<String, List<Map<String, List<Map<String, Object>>>>> file = Yamls.read(FILE);
    for (Map<String, List<Map<String, Object>>> group : file.getOrDefault("groups", List.of())) {
      for (Map<String, Object> rule : group.getOrDefault("rules", List.of())) {
        alerts.add(
            new Alert(
                text(rule, "alert"),
                text(rule, "expr"),
                text(rule, "for"),
                texts(rule, "labels"),
                texts(rule, "annotations")));
      }
    }
    return alerts;
  }

  private static String text(Map<String, Object> rule, String field) {
    return String.valueOf(rule.getOrDefault(field, ""));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> texts(Map<String, Object> rule, String field) {
    return (Map<String, String>) rule.getOrDefault(field, Map.of());
  }

  /** Where the runbook speaks of it. */
  String anchor() {
    return "src/docs/runbook.md#" + name.toLowerCase(Locale.ROOT);
  }

  /** What the threshold is compared with: that is there, whether or not the alert fires. */
  String measured() {
    return expression
        .replaceAll("(?s) == 0\\s+or absent\\(.*$", "")
        .replaceAll("(?s) != daxlease_journal_position\\{[^}]*}", "")
        .replaceAll("(?s)\\s*>\\s*[0-9.]+\\s*$", "");
  }

  /** Files in YAML. */
  private static final class Yamls {

    static <T> T read(Path file) {
      try (var reader = Files.newBufferedReader(file)) {
        return new Yaml().load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
