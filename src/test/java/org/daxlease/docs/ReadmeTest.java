package org.daxlease.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the README tells its reader to paste is run. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "spring.datasource.url=jdbc:h2:mem:readme;DB_CLOSE_DELAY=-1")
class ReadmeTest {

  private static final int MINUTE = 60;

  private final Markdown readme = Markdown.of(Path.of("README.md"));

  @LocalServerPort private int port;

  @Test
  void walkThroughBreaksALease(@TempDir Path directory) throws Exception {
    String output = bash(String.join("\n", readme.blocks("bash walk-through")), directory);

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
      boolean ended = process.waitFor(MINUTE, TimeUnit.SECONDS);
      assertThat(ended).as("ends: %s", Files.readString(output, UTF_8)).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String printed = Files.readString(output, UTF_8);
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }
}
