package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one test sets up, in a filesystem of its own so that tests do not see each other. */
final class Scene implements AutoCloseable {
  private final Coordinator api;
  private final String filesystem = "fs-" + UUID.randomUUID();
  private final String host = "host-" + UUID.randomUUID();
  private final List<StoredFile> files = new ArrayList<>();
  private final List<Holder> processes = new ArrayList<>();

  Scene(Coordinator api) {
    this.api = api;
  }

  String filesystem() {
    return filesystem;
  }

  /** The host that this scene's processes run on. */
  String host() {
    return host;
  }

  /** Sets the whole policy of this scene's filesystem. */
  Scene policy(@Nullable Object... namesAndValues) {
    Answer answer =
        api.put(
            "/v1/filesystems/" + filesystem, "type", "xfs", "policy", Json.object(namesAndValues));
    assertThat(answer.status()).as(answer.toString()).isIn(200, 201);
    return this;
  }

  /** A DAX file of 64 KiB. */
  StoredFile file() {
    return file(64 * 1024, "DAX");
  }

  StoredFile file(long size, String backing, @Nullable Object... fields) {
    return known(
        api.send(
                "POST",
                "/v1/files",
                Json.write(
                    Json.object(
                        Json.object(
                            "filesystem",
                            filesystem,
                            "path",
                            "/data/" + files.size(),
                            "backing",
                            backing,
                            "size",
                            size),
                        fields)))
            .is(201));
  }

  /** Takes a file that a test registered itself into the clean-up. */
  StoredFile known(Answer registered) {
    StoredFile file = new StoredFile(api, registered.id());
    files.add(file);
    return file;
  }

  Holder process(@Nullable Object... fields) {
    return knownProcess(
        api.send(
                "POST",
                "/v1/processes",
                Json.write(
                    Json.object(
                        Json.object(
                            "host", host, "pid", 1000 + processes.size(), "startTime", "t0"),
                        fields)))
            .is(201));
  }

  /** Takes a process that a test registered itself into the clean-up. */
  Holder knownProcess(Answer registered) {
    Holder process = new Holder(api, registered);
    processes.add(process);
    return process;
  }

  /** The id of a webhook that hears of nothing, so that nothing is sent. */
  String webhook() {
    List<String> rare = List.of("webhook.missed");
    return api.post("/v1/webhooks", "url", "https://receiver.example/", "types", rare).is(201).id();
  }

  /** A process with a whole-file lease and one pin under it. */
  Holder holder(StoredFile file, long offset, long length) {
    return process().leases(file).pins(file, offset, length);
  }

  /**
   * Returns once the service itself has fired something that was due after {@code moment}: whatever
   * should have happened by then has happened, and what has not is not going to.
   */
  void passes(Instant moment) {
    try (Scene clock = new Scene(api)) {
      StoredFile file =
          clock.policy("leaseBreakTime", "PT0.1S", "escalation", "SIGBUS_ONLY").file();
      Holder ticking = clock.holder(file, 0, 4096);
      file.truncates(0);
      await()
          .alias("the service's clock passes " + moment)
          .pollInterval(Duration.ofMillis(50))
          .until(() ->
              ticking.signals().stream().map(Coordinator::time).anyMatch(at -> at.isAfter(moment)));
    }
  }

  /** Lets go of everything, so that no ladder of this scene runs on behind the next test's back. */
  @Override
  public void close() {
    files.forEach(file -> file.accepted().forEach(Operation::asksToCancel));
    processes.forEach(Holder::asksToExit);
  }
}
