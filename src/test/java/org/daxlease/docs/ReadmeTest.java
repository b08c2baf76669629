package org.daxlease.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the README says is run, or compared with what it speaks of. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "spring.datasource.url=jdbc:h2:mem:readme;DB_CLOSE_DELAY=-1")
class ReadmeTest {

  private static final String METADATA = "META-INF/spring-configuration-metadata.json";
  private static final int MINUTE = 60;

  private final String readme = read(Path.of("README.md"));

  @LocalServerPort private int port;

  @Test
  void walkThroughBreaksALease(@TempDir Path directory) throws Exception {
    String output = bash(String.join("\n", blocks("bash walk-through")), directory);

    assertThat(output)
        .containsSubsequence(
            "\"name\":\"pmem0\"",
            "file ",
            "\"pins\":[{",
            "\"state\":\"BREAKING\"",
            "\"stage\":\"SIGIO\"",
            "event:",
            "signal.sigio",
            "unpin: HTTP 204",
            "\"state\":\"GRANTED\"",
            "\"state\":\"COMPLETED\"",
            "\"size\":16777216",
            "\"state\":\"HELD\"",
            "org.daxlease.operation.requested",
            "org.daxlease.signal.sigio",
            "org.daxlease.pin.unpinned",
            "org.daxlease.operation.granted",
            "org.daxlease.operation.completed",
            "exit: HTTP 204",
            "file: HTTP 204")
        .doesNotContain("\"code\":", "not found", "curl:");
  }

  @Test
  void commandsAreThoseThatCiRuns() {
    assertThat(blocks("bash")).contains("mvn spring-boot:run", "mvn verify", "src/demo/run");
    assertThat(Path.of("src/demo/run")).isExecutable();

    List<String> ci = read(Path.of(".ci/run")).lines().map(String::strip).toList();
    assertThat(ci).anyMatch(line -> line.matches("mvn( -\\S+)* verify"));
    assertThat(ci).contains("src/demo/run");
  }

  @Test
  void configurationTableListsEveryPropertyWithItsDefault() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    rows("`(daxlease\\.[a-z.-]+)`")
        .forEach(row -> documented.put(row.group(1), row.group(2).replace("`", "")));

    Map<String, String> known = properties();
    assertThat(documented.keySet()).isEqualTo(known.keySet());
    known.values().removeIf(String::isEmpty);
    assertThat(documented).containsAllEntriesOf(known);
  }

  @Test
  void linksLeadSomewhere() {
    assertThat(matches("\\]\\((?!https?:|#)([^)#]+)\\)"))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(Path.of(link.group(1))).exists());
  }

  /** Runs a script as it would run in a terminal; the answer is what it printed there. */
  private String bash(String script, Path directory) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("BASE", "http://127.0.0.1:" + port);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(MINUTE, TimeUnit.SECONDS)).as("ends: %s", read(output)).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(read(output)).isZero();
    return read(output);
  }

  /** The fenced blocks that begin with this line after the fence. */
  private List<String> blocks(String opening) {
    return matches("(?ms)^```" + opening + "\n(.*?)\n```$").stream().map(m -> m.group(1)).toList();
  }

  /** The rows of tables whose first cell matches; the second cell is the last group. */
  private List<MatchResult> rows(String firstCell) {
    return matches("(?m)^\\| " + firstCell + " \\| (.*?) ?\\| ");
  }

  private List<MatchResult> matches(String pattern) {
    return Pattern.compile(pattern).matcher(readme).results().toList();
  }

  /** The service's own configuration properties with their defaults, empty where there is none. */
  private static Map<String, String> properties() throws IOException {
    JsonMapper json = JsonMapper.builder().build();
    Map<String, String> properties = new TreeMap<>();
    for (URL url : Collections.list(ReadmeTest.class.getClassLoader().getResources(METADATA))) {
      try (InputStream in = url.openStream()) {
        for (JsonNode property : json.readTree(in).path("properties")) {
          String name = property.path("name").asString();
          if (name.startsWith("daxlease.")) {
            properties.put(name, defaultOf(property));
          }
        }
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

  private static String read(Path path) {
    try {
      return Files.readString(path, UTF_8);
    } catch (IOException e) {
      throw new AssertionError(path + " cannot be read", e);
    }
  }
}
