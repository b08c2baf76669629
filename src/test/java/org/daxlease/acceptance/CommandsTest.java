package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.daxlease.command.CommandRun;
import org.daxlease.linux.Proc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The commands, in this process, on real files. */
class CommandsTest extends Acceptance {
  private static final int SIZE = RealFile.SIZE;
  private static final int DATA = 65;
  private static final int NO_INPUT = 66;
  private static final int UNAVAILABLE = 69;
  private static final int NOT_NOW = 75;
  private static final int FENCED = 80;

  @TempDir private Path directory;

  private CommandRun run(String... arguments) {
    return CommandRun.at(api.port(), arguments);
  }

  private CompletableFuture<CommandRun> begin(String... arguments) {
    return CompletableFuture.supplyAsync(() -> run(arguments));
  }

  private static CommandRun end(CompletableFuture<CommandRun> begun)
      throws ExecutionException, InterruptedException, TimeoutException {
    return begun.get(60, TimeUnit.SECONDS);
  }

  private final List<RealFile> files = new ArrayList<>();

  /** A file on disk, registered with its size. */
  private StoredFile realFile() {
    files.add(RealFile.in(directory, scene, api));
    return files.getLast().registered();
  }

  private Path path() {
    return files.getLast().path();
  }

  @Test
  void truncateReallyTruncatesOnceThePinsAreGone() throws Exception {
    StoredFile file = realFile();
    Holder p = scene.holder(file, 32 * K, 4 * K);

    CompletableFuture<CommandRun> truncate = begin("truncate", path().toString(), "--size", "16K");
    p.gets("SIGIO");
    assertThat(Files.size(path())).isEqualTo(SIZE);
    p.unpins();

    CommandRun ended = end(truncate).with(0);
    assertThat(ended.out()).contains("pid " + p.now().number("pid"), "truncated to 16384 bytes");
    assertThat(Files.size(path())).isEqualTo(16 * K);
    assertThat(file.size()).isEqualTo(16 * K);
  }

  @Test
  void punchReallyPunches() throws IOException {
    StoredFile file = realFile();

    JsonNode operation =
        run("punch", path().toString(), "--offset", "4K", "--length", "8K", "--json")
            .with(0)
            .json();

    assertThat(operation)
        .isEqualTo(api.get("/v1/operations/" + operation.path("id").asString()).body());
    assertThat(operation.path("state").asString()).isEqualTo("COMPLETED");
    byte[] bytes = Files.readAllBytes(path());
    assertThat(bytes).hasSize(SIZE);
    assertThat(Arrays.copyOfRange(bytes, 4096, 3 * 4096)).containsOnly(0);
    assertThat(bytes[4095]).isEqualTo((byte) 'x');
    assertThat(bytes[3 * 4096]).isEqualTo((byte) 'x');
    assertThat(file.size()).isEqualTo(SIZE);
  }

  @Test
  void fileOfAnotherSizeIsNotTouchedUnlessForced() throws IOException {
    StoredFile file = realFile();
    Files.write(path(), new byte[100]);

    run("truncate", path().toString(), "-s", "0").with(DATA);
    assertThat(Files.size(path())).isEqualTo(100);
    assertThat(file.events("operation.")).isEmpty();

    run("truncate", path().toString(), "-s", "0", "--force").with(0);
    assertThat(Files.size(path())).isZero();
  }

  /** The kernel goes up from where the link leads. */
  @Test
  void stepsUpFromALinkLeadToTheFileThatIsOpened() throws IOException {
    StoredFile near = realFile();
    Path nearPath = path();
    Path elsewhere = Files.createDirectories(directory.resolve("other/sub"));
    Files.write(elsewhere.resolveSibling(nearPath.getFileName()), new byte[SIZE]);
    Path link = Files.createSymbolicLink(directory.resolve("link"), elsewhere);
    String through = link + "/../" + nearPath.getFileName();

    assertThat(run("truncate", through, "-s", "0").with(NO_INPUT).err())
        .contains("other/" + nearPath.getFileName());

    assertThat(Files.size(elsewhere.resolveSibling(nearPath.getFileName()))).isEqualTo(SIZE);
    assertThat(near.size()).isEqualTo(SIZE);
    run("truncate", directory + "/other/../" + nearPath.getFileName(), "-s", "0").with(0);
    assertThat(near.size()).isZero();
  }

  /** It was behind another operation, which has changed what is registered. */
  @Test
  void sizeIsLookedAtAgainUnderTheGrant() throws Exception {
    StoredFile file = realFile();
    Operation first = file.truncates(32 * K);
    CompletableFuture<CommandRun> second = begin("truncate", path().toString(), "-s", "16K");
    await().until(() -> file.liveOperations().items().size() == 2);

    first.completes();

    end(second).with(DATA);
    assertThat(Files.size(path())).isEqualTo(SIZE);
    assertThat(file.liveOperations().items()).isEmpty();
  }

  @Test
  void failDisturbsNobodyAndNoWaitDoes() throws IOException {
    StoredFile file = realFile();
    Holder p = scene.holder(file, 0, 4 * K);

    CommandRun failed = run("truncate", path().toString(), "-s", "0", "--fail").with(NOT_NOW);
    assertThat(failed.err()).contains("ETXTBSY", "pid " + p.now().number("pid"));
    assertThat(p.signalled()).isEmpty();

    CommandRun refused = run("truncate", path().toString(), "-s", "0", "--no-wait", "--json");
    refused.with(NOT_NOW);
    assertThat(refused.json().path("code").asString()).isEqualTo("EWOULDBLOCK");
    p.gets("SIGIO");
    assertThat(Files.size(path())).isEqualTo(SIZE);
  }

  @Test
  void dryRunChangesNothing() throws IOException {
    StoredFile file = realFile();
    Holder p = scene.holder(file, 0, 4 * K);

    CommandRun would = run("truncate", path().toString(), "-s", "0", "--dry-run").with(0);

    assertThat(would.out()).contains("pid " + p.now().number("pid"));
    assertThat(p.signalled()).isEmpty();
    assertThat(Files.size(path())).isEqualTo(SIZE);
    run("truncate", path().toString(), "-s", "0", "--dry-run", "--fail").with(NOT_NOW);
  }

  @Test
  void overAHolderThatIsOnlyPresumedDeadNothingIsDoneUnlessAccepted() throws IOException {
    scene.policy("leaseBreakTime", "PT0.1S", "killGrace", "PT0.1S");
    StoredFile file = realFile();
    scene.holder(file, 0, 4 * K);

    run("truncate", path().toString(), "-s", "0").with(FENCED);
    assertThat(Files.size(path())).isEqualTo(SIZE);
    assertThat(file.liveOperations().items()).isEmpty();

    scene.holder(file, 0, 4 * K);
    run("truncate", path().toString(), "-s", "0", "--accept-fenced").with(0);
    assertThat(Files.size(path())).isZero();
  }

  @Test
  void whoeverWaitsTooLongGivesUp() throws IOException {
    StoredFile file = realFile();
    scene.holder(file, 0, 4 * K);

    CommandRun ended = run("truncate", path().toString(), "-s", "0", "--max-wait", "300ms");

    assertThat(ended.with(NOT_NOW).out()).contains("TIMEOUT");
    assertThat(Files.size(path())).isEqualTo(SIZE);
  }

  @Test
  void shortGrantIsRenewedBeforeTheWork() throws IOException {
    scene.policy("grantTtl", "PT30S");
    StoredFile file = realFile();
    run("truncate", path().toString(), "-s", "4K", "--reason", "it is too long").with(0);
    assertThat(file.events("operation.completed")).hasSize(1);
    assertThat(file.events("operation.expired")).isEmpty();
  }

  @Test
  void whatIsNotThereIsSaidSo() throws IOException {
    realFile();
    run("truncate", directory.resolve("none").toString(), "-s", "0").with(NO_INPUT);
    Path unregistered = Files.createFile(directory.resolve("unregistered"));
    run("truncate", unregistered.toString(), "-s", "0").with(NO_INPUT);
    run("blockers", unregistered.toString()).with(NO_INPUT);
    run("register", "--pid", "0").with(NO_INPUT);
  }

  @Test
  void whatCannotBeOpenedIsSaidSo() {
    realFile();
    assertThat(run("truncate", directory.toString(), "-s", "0").failedWith(NO_INPUT))
        .contains("EISDIR");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "truncate",
        "truncate f",
        "truncate f --size -1",
        "truncate f --size 1.5K",
        "truncate f --size 9223372036854775808",
        "truncate f --size 8388608T",
        "truncate f --size 0 --fail --no-wait",
        "truncate f --size 0 --break-time soon",
        "truncate f --size 0 --server ftp://x",
        "truncate f g --size 0",
        "punch f --offset 0",
        "blockers",
        "register",
        "register --pid x",
        "agent --signals SIGHUP",
        "agent --users nobody-of-that-name",
        "watch --process 17",
        "trnucate f --size 0",
        "ps --what",
        "ps --server http://127.0.0.1:99999",
        "agent --ttl 0s"
      })
  void badArgumentsGetAUsageMessage(String line) {
    assertThat(CommandRun.of(line.split(" ")).with(2).err()).isNotBlank();
  }

  @Test
  void serviceThatIsAwayIsSaidSo() {
    assertThat(CommandRun.at(1, "ps").failedWith(UNAVAILABLE)).contains("http://127.0.0.1:1");
  }

  @Test
  void blockersAndProcessesAreShownAsTheServiceShowsThem() throws IOException {
    StoredFile file = realFile();
    Holder p = scene.holder(file, 0, 4 * K);

    JsonNode blockers = run("blockers", path().toString(), "--json").with(0).json();
    assertThat(blockers).isEqualTo(file.blockers(0, END).body());
    assertThat(run("blockers", path().toString()).with(0).out()).contains("[0, 4096)", p.id());
    assertThat(run("blockers", path().toString(), "-o", "8K", "-l", "4K").with(0).out())
        .contains("nobody");

    JsonNode processes = run("ps", "--host", scene.host(), "--json").with(0).json();
    assertThat(processes.path("items")).hasSize(1);
    JsonNode shown = processes.path("items").get(0);
    p.now()
        .body()
        .properties()
        .forEach(f -> assertThat(shown.path(f.getKey())).isEqualTo(f.getValue()));
    assertThat(shown.path("filePins").get(0).path("path").asString()).isEqualTo(path().toString());
    assertThat(run("ps").with(0).out()).contains(path().toString());
  }

  @Test
  void processesAreShownToTheLastPageOfTheirFiles() {
    Holder p = scene.process();
    List<StoredFile> pinned = List.of(scene.file(), scene.file(), scene.file());
    pinned.forEach(file -> p.pins(file, 0, 4 * K));
    Holder q = scene.holder(pinned.getFirst(), 0, 4 * K);

    try (Proxy small = Proxy.rewriting(api.port(), path -> path.replace("limit=1000", "limit=1"))) {
      JsonNode shown =
          CommandRun.at(small.port(), "ps", "--host", scene.host(), "--json").with(0).json();

      assertThat(shown.path("items"))
          .extracting(process -> process.path("id").asString())
          .containsExactly(p.id(), q.id());
      assertThat(shown.path("items").get(0).path("filePins"))
          .extracting(file -> file.path("fileId").asString())
          .containsExactlyInAnyOrderElementsOf(pinned.stream().map(StoredFile::id).toList());
    }
  }

  @Test
  void watchPrintsWhatHappens() throws IOException {
    StoredFile file = realFile();
    scene.holder(file, 0, 4 * K);

    CommandRun watched =
        run("watch", "--file", path().toString(), "--after", "0", "--count", "4", "--json").with(0);

    assertThat(watched.out().lines().map(Json::read).map(Coordinator::type))
        .containsExactly("file.registered", "lease.taken", "mapping.mapped", "pin.pinned");
    assertThat(
            run("watch", "--file", path().toString(), "--after", "0", "--count", "1").with(0).out())
        .contains("file.registered");
  }

  @Test
  void registerSaysWhenTheProcessStarted() {
    try (RealProcess child = RealProcess.catching(directory)) {
      JsonNode shown =
          run("register", "--host", scene.host(), "--pid", "" + child.pid(), "--json")
              .with(0)
              .json();
      scene.knownProcess(api.get("/v1/processes/" + shown.path("id").asString()));
      assertThat(shown.path("startTime").asString()).isEqualTo(child.startTime());
      assertThat(shown.path("vouched").asBoolean()).isTrue();
      assertThat(shown.path("command").asString()).startsWith("bash");
      assertThat(Proc.bootId()).isEqualTo(child.startTime().split("/")[0]);
    }
  }
}
