package org.daxlease.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.daxlease.command.CommandRun;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the documents list is compared with what they speak of, in both directions. */
class TablesTest {

  private static final String METADATA = "META-INF/spring-configuration-metadata.json";

  private static final Path DOCS = Path.of("src/docs");

  private final Markdown readme = Markdown.of(Path.of("README.md"));
  private final Markdown commands = Markdown.of(DOCS.resolve("commands.md")).section("Commands");
  private final Markdown api = Markdown.of(DOCS.resolve("api.md")).section("API at a glance");
  private final Markdown configuration =
      Markdown.of(DOCS.resolve("configuration.md")).section("Configuration properties");
  private final Contract contract = Contract.read();

  @Test
  void commandsAreThoseThatCiRuns() throws IOException {
    assertThat(readme.blocks("bash"))
        .contains("mvn spring-boot:run", "mvn verify", "src/demo/run", "src/demo/signals");
    assertThat(Path.of("src/demo/run")).isExecutable();
    assertThat(Path.of("src/demo/signals")).isExecutable();

    List<String> ci =
        Files.readString(Path.of(".ci/run"), UTF_8).lines().map(String::strip).toList();
    assertThat(ci).anyMatch(line -> line.matches("mvn( -\\S+)* verify"));
    assertThat(ci).contains("src/demo/run", "src/demo/signals");
  }

  @Test
  void commandTableListsTheCommands() {
    Set<String> listed = new TreeSet<>();
    for (List<String> row : commands.table("Command")) {
      listed.add(Markdown.names(row.get(0)).getFirst().split(" ")[0]);
    }

    assertThat(listed).isEqualTo(found("(?m)^  ([a-z]+) {2,}", help("--help")));
  }

  @Test
  void exitCodeTableListsTheExitCodesOfTheCommands() {
    String help = help("truncate", "--help");
    String said = help.replaceAll("\\s+", " ");
    Set<String> listed = new TreeSet<>();
    for (List<String> row : commands.table("Exit code")) {
      String code = Markdown.names(row.get(0)).getFirst();
      listed.add(code);
      assertThat(said).contains(" " + code + " " + row.get(1));
    }

    assertThat(listed).isEqualTo(found("(?m)^ {2,}(\\d+) {2,}", help));
  }

  /** The agent's are in a table of its own page. */
  @Test
  void tablesOfOptionsListTheOptionsOfTheCommands() throws IOException {
    Set<String> listed = new TreeSet<>();
    for (String page : List.of("commands.md", "node-agent.md")) {
      for (String line : Files.readAllLines(DOCS.resolve(page), UTF_8)) {
        listed.addAll(line.startsWith("|") ? found("(--[a-z][a-z-]+)", line) : Set.of());
      }
    }
    Set<String> offered = new TreeSet<>();
    for (String command : found("(?m)^  ([a-z]+) {2,}", help("--help"))) {
      offered.addAll(found("(?m)^ +(?:-[a-z], )?(--[a-z-]+)", help(command, "--help")));
    }
    offered.removeAll(Set.of("--help", "--version"));

    assertThat(listed).isEqualTo(offered);
  }

  private static String help(String... arguments) {
    return CommandRun.of(arguments).with(0).out();
  }

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void apiTableListsThePathsOfTheContractWithTheirMethods() {
    Map<String, Set<String>> listed = new TreeMap<>();
    for (List<String> row : api.table("Path")) {
      for (String path : Markdown.names(row.get(0))) {
        listed.put(path, new TreeSet<>(Markdown.names(row.get(1))));
      }
    }

    assertThat(listed).isEqualTo(contract.methods());
  }

  @Test
  void errorTableListsTheCodesOfTheContractWithTheirStatuses() {
    Set<String> listed = new TreeSet<>();
    for (List<String> row : api.table("HTTP")) {
      List<String> codes = Markdown.names(row.get(1));
      List<String> statuses = List.of(row.get(0).split(", "));
      for (String code : codes) {
        for (String status : statuses) {
          listed.add(status + " " + code);
        }
      }
    }

    assertThat(listed).isEqualTo(contract.problems());
  }

  @Test
  void configurationTableListsEveryPropertyWithItsDefault() throws IOException {
    Map<String, String> known = new TreeMap<>();
    properties().forEach(p -> known.put(p.path("name").asString(), defaultOf(p)));
    assertThat(listed(configuration)).isEqualTo(known);
  }

  @Test
  void propertiesThatTheReadmeShowsAreAmongThem() {
    assertThat(listed(configuration)).containsAllEntriesOf(listed(readme.section("Configuration")));
  }

  private static Map<String, String> listed(Markdown section) {
    Map<String, String> listed = new TreeMap<>();
    for (List<String> row : section.table("Property")) {
      listed.put(
          Markdown.names(row.get(0)).getFirst(), String.join(",", Markdown.names(row.get(1))));
    }
    return listed;
  }

  @Test
  void everyPropertyHasADescription() throws IOException {
    assertThat(properties())
        .isNotEmpty()
        .allSatisfy(
            p -> assertThat(p.path("description").asString("")).as(p.toString()).isNotBlank());
  }

  /** The service's own configuration properties. */
  private static List<JsonNode> properties() throws IOException {
    JsonMapper json = JsonMapper.shared();
    List<JsonNode> properties = new ArrayList<>();
    ClassLoader classes = TablesTest.class.getClassLoader();
    for (URL url : Collections.list(classes.getResources(METADATA))) {
      try (InputStream in = url.openStream()) {
        json.readTree(in)
            .path("properties")
            .valueStream()
            .filter(p -> p.path("name").asString().startsWith("daxlease."))
            .forEach(properties::add);
      }
    }
    return properties;
  }

  private static String defaultOf(JsonNode property) {
    JsonNode value = property.path("defaultValue");
    return value.isArray()
        ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
        : value.asString("");
  }
}
