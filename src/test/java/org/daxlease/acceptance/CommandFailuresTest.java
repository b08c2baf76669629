package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.daxlease.DaxLeaseApplication;
import org.daxlease.JavaCommand;
import org.daxlease.command.CommandRun;
import org.daxlease.command.Commands;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands to which something happens on the way: each ends with its code, and in one line. */
class CommandFailuresTest extends Acceptance {
  private static final int USAGE = 2;
  private static final int DATA = 65;
  private static final int NO_INPUT = 66;
  private static final int NOT_NOW = 75;
  private static final int UNAVAILABLE = 69;
  private static final int IO = 74;
  private static final int GRANT_LOST = 76;
  private static final int INTERRUPTED = 130;
  private static final int UNREAD = 141;

  @TempDir private Path directory;

  private RealFile file;
  private String path;

  @BeforeEach
  void makesAFile() {
    file = RealFile.in(directory, scene, api);
    path = file.path().toString();
  }

  /** A command in a process of its own. */
  private final class Child {
    final Process process;
    final Path said = directory.resolve("said");

    Child(String shell, String... arguments) throws IOException {
      this(api.port(), shell, arguments);
    }

    Child(int port, String shell, String... arguments) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "bash",
                  "-c",
                  // Whoever runs the tests in the background has SIGINT ignored, and all below it.
                  shell + "exec env --default-signal=INT \"$@\"",
                  "bash"));
      command.addAll(JavaCommand.of(DaxLeaseApplication.class, arguments));
      command.addAll(List.of("--server", "http://127.0.0.1:" + port));
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
    }

    void interrupt() throws IOException, InterruptedException {
      signal("-INT");
    }

    void signal(String which) throws IOException, InterruptedException {
      new ProcessBuilder("kill", which, Long.toString(process.pid())).start().waitFor();
    }

    String endsWith(int code) throws IOException, InterruptedException {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String text = Files.readString(said);
      assertThat(process.exitValue()).as(text).isEqualTo(code);
      assertThat(text).doesNotContain("\tat ");
      return text;
    }
  }

  /** Ctrl-C. */
  @Test
  void interruptedCommandCancelsWhatItAskedFor() throws Exception {
    scene.holder(file.registered(), 0, 4 * K);
    Child truncate = new Child("", "truncate", path, "--size", "0");
    await().until(() -> !file.registered().liveOperations().items().isEmpty());

    truncate.interrupt();

    assertThat(truncate.endsWith(INTERRUPTED)).contains("CANCELLED");
    assertThat(file.registered().liveOperations().items()).isEmpty();
    assertThat(file.sizeOnDisk()).isEqualTo(RealFile.SIZE);
  }

  /** By then only what has become of the file is of use to whoever pressed it. */
  @Test
  void interruptionDuringTheCompletionHidesNothingOfWhatWasDone() throws Exception {
    try (Proxy proxy = Proxy.refusing(api.port(), Proxy.first(99, "POST .*/complete"))) {
      Child truncate = new Child(proxy.port(), "", "truncate", path, "--size", "0");
      await().until(() -> file.sizeOnDisk() == 0);

      truncate.interrupt();

      assertThat(truncate.endsWith(INTERRUPTED)).contains("register the truth");
    }
  }

  /** Nor does the SIGIO end it that an agent sends as well: it hears of breaks by its stream. */
  @Test
  void interruptedHolderLeavesNothingPinned() throws Exception {
    Child hold = new Child("", "hold", path, "--host", scene.host());
    await()
        .untilAsserted(() ->
            assertThat(file.registered().livePins().items())
                .as(Files.readString(hold.said))
                .isNotEmpty());

    hold.signal("-IO");
    hold.signal("-INT");

    hold.endsWith(INTERRUPTED);
    assertThat(file.registered().livePins().items()).isEmpty();
    assertThat(file.registered().liveLeases().items()).isEmpty();
    assertThat(file.registered().liveMappings().items()).isEmpty();
  }

  /** The limit on the size of files makes ftruncate(2) fail: EFBIG. */
  @Test
  void grantIsGivenUpIfTheRealWorkFails() throws Exception {
    Child truncate = new Child("ulimit -f 128; ", "truncate", path, "--size", "1M");

    assertThat(truncate.endsWith(IO)).contains("EFBIG");
    assertThat(file.sizeOnDisk()).isEqualTo(RealFile.SIZE);
    assertThat(file.registered().size()).isEqualTo(RealFile.SIZE);
    assertThat(file.registered().liveOperations().items()).isEmpty();
  }

  @Test
  void nothingIsDoneOnAGrantThatIsOverBeforeTheWorkCanBegin() {
    scene.policy("grantTtl", "PT0.001S");

    CommandRun.at(api.port(), "truncate", path, "-s", "0").with(GRANT_LOST);

    assertThat(file.sizeOnDisk()).isEqualTo(RealFile.SIZE);
  }

  /** An operator cancels it while it works: the truth is said, as it cannot be undone. */
  @Test
  void workThatCouldNotBeCompletedIsSaidSo() {
    CommandRun run;
    try (Proxy proxy =
        Proxy.before(
            api.port(),
            request -> {
              if (request.endsWith("/complete")) {
                String operation = request.replaceAll("POST |/complete", "");
                api.delete(operation).is(200);
              }
            })) {
      run = CommandRun.at(proxy.port(), "truncate", path, "-s", "0");
    }
    assertThat(run.failedWith(GRANT_LOST)).contains("truncated to 0 bytes", "ESTALE");
    assertThat(file.sizeOnDisk()).isZero();
    assertThat(file.registered().size()).isEqualTo(RealFile.SIZE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | text/html        | <html>It works!</html>",
        "200 | application/json | {\"items\": [",
        "200 | application/json | 17",
        "200 | application/json | {}",
        "302 | text/html        | over there",
        "404 | text/html        | <html>default backend</html>",
        "502 | text/html        | <html>Bad Gateway</html>",
        "500 | application/json | {}",
        "403 | application/json | {\"error\": \"no\"}"
      })
  void whatIsNotTheServiceIsSaidSo(int status, String type, String body) {
    try (Proxy proxy = Proxy.page(status, type, body)) {
      for (String[] command :
          List.of(
              new String[] {"ps"},
              new String[] {"blockers", path, "--json"},
              new String[] {"truncate", path, "-s", "0"},
              new String[] {"register", "--pid", "1"},
              new String[] {"watch", "--count", "1"})) {
        CommandRun run = CommandRun.at(proxy.port(), command);
        assertThat(run.failedWith(UNAVAILABLE))
            .containsAnyOf(":" + proxy.port(), "no answer of the service");
        assertThat(run.out()).isEmpty();
      }
    }
    assertThat(file.sizeOnDisk()).isEqualTo(RealFile.SIZE);
  }

  @ParameterizedTest
  @CsvSource({
    "punch, -o 0 -l 0",
    "punch, -o 9223372036854775807 -l 2",
    "blockers, -o 9223372036854775807 -l 2",
    "blockers, -l 0",
    "hold, -o 9223372036854775807 -l 9223372036854775807",
    "hold, -o 1M -l 4K",
    "hold, -l 0",
  })
  void rangeThatMakesNoSenseIsOneLine(String command, String range) {
    List<String> arguments = new ArrayList<>(List.of(command, path));
    arguments.addAll(List.of(range.split(" ")));
    CommandRun.at(api.port(), arguments.toArray(String[]::new)).failedWith(USAGE);
  }

  @Test
  void whatCannotBeHeldIsOneLine() throws IOException {
    Files.write(file.path(), new byte[100]);
    assertThat(CommandRun.at(api.port(), "hold", path).failedWith(DATA)).contains("100 bytes");
    assertThat(file.sizeOnDisk()).as("mapping would have made it longer").isEqualTo(100);
    Files.delete(file.path());
    assertThat(CommandRun.at(api.port(), "hold", path).failedWith(NO_INPUT)).contains("ENOENT");
  }

  /** Its process is registered before its lease is refused; where no agent runs it would stay. */
  @Test
  void whoMayNotHoldLeavesNoProcessBehind() {
    file.registered().punches(0, 4096);
    CommandRun.at(api.port(), "hold", path, "--host", scene.host()).failedWith(NOT_NOW);
    assertThat(api.get("/v1/processes?state=RUNNING&host=" + scene.host()).is(200).items())
        .isEmpty();
  }

  @Test
  void relativePathIsTheFileThatItLeadsTo() {
    Path here = Path.of("").toAbsolutePath();
    String relative = here.relativize(file.path()).toString();

    CommandRun.at(api.port(), "truncate", relative, "-s", "4K").with(0);

    assertThat(file.sizeOnDisk()).isEqualTo(4 * K);
  }

  /** With JSON there is one document, whatever comes of it. */
  @Test
  void operationThatWasGivenUpIsShown() {
    scene.policy("leaseBreakTime", "PT0.1S", "killGrace", "PT0.1S");
    scene.holder(file.registered(), 0, 4 * K);

    CommandRun fenced = CommandRun.at(api.port(), "truncate", path, "-s", "0", "--json").with(80);

    assertThat(fenced.json().path("state").asString()).isEqualTo("CANCELLED");
  }

  /** Like {@code /dev/full}, or a pipe whose reader has gone. */
  private static final class Broken extends Writer {
    @Override
    public void write(char[] text, int from, int length) throws IOException {
      throw new IOException("Broken pipe");
    }

    @Override
    public void flush() throws IOException {
      throw new IOException("Broken pipe");
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @CsvSource({"ps", "'watch --after 0'", "--help"})
  void outputThatNobodyReadsEndsACommand(String line) {
    StringWriter err = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
    if (!line.startsWith("-")) {
      arguments.addAll(List.of("--server", "http://127.0.0.1:" + api.port()));
    }

    int code =
        Commands.run(
            new PrintWriter(new Broken()), new PrintWriter(err), arguments.toArray(String[]::new));

    assertThat(code).isEqualTo(UNREAD);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void workIsDoneWhetherOrNotSomebodyReadsOfIt() {
    int code =
        Commands.run(
            new PrintWriter(new Broken()),
            new PrintWriter(new StringWriter()),
            "truncate",
            path,
            "-s",
            "0",
            "--server",
            "http://127.0.0.1:" + api.port());

    assertThat(code).isEqualTo(UNREAD);
    assertThat(file.sizeOnDisk()).isZero();
    assertThat(file.registered().size()).isZero();
  }
}
