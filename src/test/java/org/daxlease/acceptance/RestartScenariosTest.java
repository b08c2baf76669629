package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A67 and A71: deadlines are rows, so they outlive the service that wrote them. */
class RestartScenariosTest {
  private static final long K = 1024;

  @TempDir private Path directory;

  @Test
  void a67DeadlineSurvivesARestart() {
    String operation;
    String process;
    String deadline;
    Duration breakTime = Duration.ofSeconds(8);
    try (ConfigurableApplicationContext service = EmbeddedService.start(directory)) {
      Scene scene = new Scene(EmbeddedService.api(service));
      StoredFile file = scene.policy("leaseBreakTime", breakTime.toString()).file();
      Holder p = scene.holder(file, 0, 4 * K);
      Operation truncate = file.truncates(0).was(202, "BREAKING");
      operation = truncate.id();
      process = p.id();
      deadline = p.leaseNow().text("break.deadline");
      assertThat(Instant.parse(deadline)).isEqualTo(p.signalledAt("SIGIO").plus(breakTime));
    }

    try (ConfigurableApplicationContext service = EmbeddedService.start(directory)) {
      Coordinator api = EmbeddedService.api(service);
      Holder p = new Holder(api, api.get("/v1/processes/" + process).is(200));
      // A break of the same length, begun after the restart: ours must fire before it.
      Scene scene = new Scene(api);
      StoredFile later = scene.policy("leaseBreakTime", breakTime.toString()).file();
      Holder q = scene.holder(later, 0, 4 * K);
      later.truncates(0).was(202, "BREAKING");
      awaitSignal(q, "SIGBUS");

      assertThat(p.signalled()).startsWith("SIGIO", "SIGBUS");
      assertThat(p.signalledAt("SIGBUS")).isAfterOrEqualTo(Instant.parse(deadline));
      assertThat(p.signalledAt("SIGBUS")).isBefore(q.signalledAt("SIGBUS"));
      assertThat(api.stateOf(operation)).isEqualTo("BREAKING");
    }
  }

  @Test
  void a71OutageDelaysTheLadderButDoesNotCompressIt() {
    Duration breakTime = Duration.ofSeconds(1);
    String process;
    Instant deadline;
    try (ConfigurableApplicationContext service = EmbeddedService.start(directory)) {
      Scene scene = new Scene(EmbeddedService.api(service));
      StoredFile file = scene.policy("leaseBreakTime", "PT1S", "killGrace", "PT60S").file();
      Holder p = scene.holder(file, 0, 4 * K);
      file.truncates(0).was(202, "BREAKING");
      process = p.id();
      deadline = p.leaseNow().time("break.deadline");
    }
    await()
        .alias("the service has been down for five break times")
        .until(() -> Clock.systemUTC().instant().isAfter(deadline.plus(breakTime.multipliedBy(4))));

    try (ConfigurableApplicationContext service = EmbeddedService.start(directory)) {
      Coordinator api = EmbeddedService.api(service);
      Holder p = new Holder(api, api.get("/v1/processes/" + process).is(200));
      awaitSignal(p, "SIGKILL");

      assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS", "SIGKILL");
      assertThat(p.signalledAt("SIGBUS")).isAfterOrEqualTo(deadline);
      assertThat(p.signalledAt("SIGKILL"))
          .isAfterOrEqualTo(p.signalledAt("SIGBUS").plus(breakTime));
    }
  }

  /** Rule 15: nobody could take the heartbeats of that time. */
  @Test
  void nobodyLapsesForHeartbeatsOfAnOutage() {
    Duration ttl = Duration.ofSeconds(10);
    String process;
    String operation;
    String other;
    Instant lapses;
    try (ConfigurableApplicationContext service = EmbeddedService.start(directory)) {
      Scene scene = new Scene(EmbeddedService.api(service));
      StoredFile file = scene.policy("lapsedHolder", "FENCE", "leaseBreakTime", "PT1H").file();
      Holder p = scene.process("heartbeatTtl", ttl.toString()).leases(file).pins(file, 0, 4 * K);
      process = p.id();
      lapses = p.now().time("lastHeartbeatAt").plus(ttl);
      operation = file.truncates(0).was(202, "BREAKING").id();
      StoredFile looked = scene.file();
      scene.holder(looked, 0, 4 * K);
      other = looked.truncates(0, "maxWait", "PT2S").id();
    }
    await()
        .alias("the service has been down when the heartbeat was due")
        .until(() -> Clock.systemUTC().instant().isAfter(lapses));

    try (ConfigurableApplicationContext service = EmbeddedService.start(directory)) {
      Coordinator api = EmbeddedService.api(service);
      Holder p = new Holder(api, api.get("/v1/processes/" + process).is(200));
      p.beats().is(200);
      await().until(() -> api.stateOf(other).equals("CANCELLED"));

      assertThat(api.events("type=process.lapsed&processId=" + process)).isEmpty();
      assertThat(api.stateOf(operation)).isEqualTo("BREAKING");
      Instant beaten = p.now().time("lastHeartbeatAt");
      await().until(() -> api.stateOf(operation).equals("GRANTED"));
      assertThat(
              Coordinator.time(api.events("type=process.lapsed&processId=" + process).getFirst()))
          .isAfterOrEqualTo(beaten.plus(ttl));
    }
  }

  @Test
  void everythingHeldIsStillHeldAfterARestart() {
    Holder before;
    StoredFile file;
    try (ConfigurableApplicationContext service = EmbeddedService.start(directory)) {
      Scene scene = new Scene(EmbeddedService.api(service));
      file = scene.file();
      before = scene.holder(file, 0, 4 * K);
    }

    try (ConfigurableApplicationContext service = EmbeddedService.start(directory)) {
      Coordinator api = EmbeddedService.api(service);
      StoredFile same = new StoredFile(api, file.id());
      Holder p = new Holder(api, api.get("/v1/processes/" + before.id()).is(200));
      assertThat(same.livePins().ids()).containsExactly(before.pin());
      assertThat(same.liveLeases().ids()).containsExactly(before.lease());
      Operation truncate = same.truncates(0).was(202, "BREAKING");
      p.unpins(before.pin());
      truncate.becomes("GRANTED");
    }
  }

  private static void awaitSignal(Holder holder, String signal) {
    await().untilAsserted(() -> assertThat(holder.signalled()).contains(signal));
  }
}
