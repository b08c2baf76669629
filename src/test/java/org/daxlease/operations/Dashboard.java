package org.daxlease.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A dashboard of Grafana. */
record Dashboard(Path file, JsonNode json) {

  private static final Path FOLDER = Path.of("helm/dashboards");

  static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .sorted()
          .map(file -> new Dashboard(file, JsonMapper.shared().readTree(file.toFile())))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> panels() {
    return json.path("panels").valueStream().toList();
  }

  /** The panels that show something of Prometheus. */
  List<JsonNode> graphs() {
    return panels().stream().filter(p -> p.has("targets")).toList();
  }

  Stream<Query> queries() {
    return graphs().stream()
        .flatMap(panel ->
            panel
                .path("targets")
                .valueStream()
                .map(t -> new Query(title(panel), t.path("expr").asString())));
  }

  private String title(JsonNode panel) {
    return file.getFileName() + ": " + panel.path("title").asString();
  }

  /** A PromQL expression, and where it stands. */
  record Query(String place, String expression) {

    /** As Grafana sends it, with nothing selected. */
    String asSent() {
      return expression
          .replace("$__rate_interval", "1m")
          .replace("$namespace", ".*")
          .replace("$instance", ".*");
    }
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }
}
