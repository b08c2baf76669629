package org.daxlease.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * What came out, as JSON and as one Markdown table with a column for each subject; written anew
 * with each result, so that nothing is lost with a run that breaks off.
 */
final class Report {

  private final Path directory;
  private final Map<String, String> conditions;
  private final List<Result> results = new ArrayList<>();
  private final Map<String, String> notes = new LinkedHashMap<>();
  private final Set<String> missing = new LinkedHashSet<>();
  private boolean failures;

  Report(Path directory, Map<String, String> conditions) {
    this.directory = directory;
    this.conditions = conditions;
  }

  void add(Result result) throws IOException {
    results.add(result);
    System.out.printf(
        "%s, %s, %s: %s%n", result.what(), result.size(), result.subject(), result.text());
    write();
  }

  /** How a benchmark was laid out. */
  void note(String benchmark, String layout) {
    notes.put(benchmark, layout);
  }

  /** What could not be measured, and why. */
  void missing(String what) throws IOException {
    missing.add(what);
    System.out.println("Not measured: " + what);
    write();
  }

  /** What broke off; the others are measured all the same. */
  void failed(String what, Exception why) throws IOException {
    failures = true;
    why.printStackTrace();
    missing(what + ", which broke off: " + why.getMessage());
  }

  boolean hasFailures() {
    return failures;
  }

  private void write() throws IOException {
    Files.writeString(directory.resolve("bench.md"), markdown());
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("conditions", conditions);
    all.put("layouts", notes);
    all.put("missing", missing);
    all.put("results", results.stream().map(Report::json).toList());
    Files.writeString(
        directory.resolve("bench.json"),
        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(all));
  }

  private static Map<String, Object> json(Result result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("what", result.what());
    json.put("size", result.size());
    json.put("subject", result.subject());
    json.put("figures", json(result.figures()));
    json.put("costs", json(result.costs()));
    return json;
  }

  private static List<Map<String, Object>> json(List<Figure> figures) {
    return figures.stream()
        .map(f ->
            Map.<String, Object>of(
                "name", f.name(), "unit", f.unit(), "value", f.value(), "rounds", f.rounds()))
        .toList();
  }

  String markdown() {
    Set<String> subjects = new LinkedHashSet<>();
    Map<List<String>, Map<String, String>> rows = new LinkedHashMap<>();
    for (Result result : results) {
      subjects.add(result.subject());
      rows.computeIfAbsent(List.of(result.what(), result.size()), _ -> new LinkedHashMap<>())
          .put(result.subject(), result.text());
    }
    var text = new StringBuilder();
    text.append(line(List.of("What", "Size"), subjects));
    text.append("|---".repeat(2 + subjects.size())).append("|\n");
    rows.forEach((row, cells) ->
        text.append(line(row, subjects.stream().map(s -> cells.getOrDefault(s, "–")).toList())));
    text.append('\n');
    notes.forEach(
        (name, note) -> text.append("- ").append(name).append(": ").append(note).append('\n'));
    missing.forEach(what -> text.append("- Not measured: ").append(what).append('\n'));
    conditions.forEach(
        (name, is) -> text.append("- ").append(name).append(": ").append(is).append('\n'));
    return text.toString();
  }

  private static String line(List<String> first, Iterable<String> others) {
    List<String> cells = new ArrayList<>(first);
    others.forEach(cells::add);
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
