package org.daxlease.chart;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The chart, as Helm renders it. */
final class Chart {

  static final Path FOLDER = Path.of("helm");
  static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private Chart() {}

  static Helm helm() {
    return new Helm(FOLDER);
  }

  private static final class Unhooked {
    static final Path FOLDER = copy();

    /** As a library Helm leaves hooks out of what it renders; in this copy there are none. */
    private static Path copy() {
      Path copy = Path.of("target/chart-without-hooks");
      try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path to = copy.resolve(Chart.FOLDER.relativize(file));
          Files.createDirectories(to.getParent());
          Files.writeString(to, Files.readString(file).replace("helm.sh/hook", "unhooked/hook"));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return copy;
    }
  }

  /** The value sets that come with the chart, each a way to install it. */
  static Stream<Path> valueSets() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
      return files.sorted().toList().stream();
    }
  }

  static List<JsonNode> render(Path values) {
    return render(command -> command.withValuesFile(values));
  }

  /**
   * The manifests of a release called {@code test}.
   *
   * @throws RuntimeException with Helm's words if it refuses the values
   */
  static List<JsonNode> render(Consumer<TemplateCommand> values) {
    TemplateCommand command =
        new Helm(Unhooked.FOLDER)
            .template()
            .withName("test")
            .withNamespace("storage")
            .withKubeVersion("1.33.0");
    values.accept(command);
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(command.call())) {
      List<JsonNode> manifests = new ArrayList<>();
      while (documents.hasNextValue()) {
        JsonNode manifest = documents.nextValue();
        if (manifest.isObject()) {
          manifests.add(manifest);
        }
      }
      return manifests;
    } catch (IOException e) {
      throw new UncheckedIOException("the chart does not render YAML", e);
    }
  }

  static JsonNode only(List<JsonNode> manifests, String kind) {
    List<JsonNode> found =
        manifests.stream().filter(m -> m.path("kind").asText().equals(kind)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " of kind " + kind);
    }
    return found.getFirst();
  }

  static JsonNode read(Path file) {
    try {
      return YAML.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
