package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.daxlease.http.EventStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A60 to A70 without the restarts. A moment is only ever compared with other moments of the
 * service: nothing is early, and how late it may be is not for a busy machine to say.
 */
class TimeScenariosTest extends Acceptance {

  @Test
  void a60SilentHolderClimbsTheWholeLadderAndIsFenced() {
    Duration breakTime = Duration.ofSeconds(1);
    Duration killGrace = Duration.ofMillis(300);
    StoredFile file = scene.policy("leaseBreakTime", "PT1S", "killGrace", "PT0.3S").file();
    Holder p = scene.holder(file, 0, 4 * K);

    Operation truncate = file.truncates(0).was(202, "BREAKING").becomes("GRANTED");

    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS", "SIGKILL");
    Instant sigio = p.signalledAt("SIGIO");
    Instant sigbus = p.signalledAt("SIGBUS");
    Instant sigkill = p.signalledAt("SIGKILL");
    assertThat(deadlineOf(p.signals().getFirst())).isEqualTo(sigio.plus(breakTime));
    assertThat(sigbus).isAfterOrEqualTo(sigio.plus(breakTime));
    assertThat(deadlineOf(p.signals().get(1))).isEqualTo(sigbus.plus(breakTime));
    assertThat(sigkill).isAfterOrEqualTo(sigbus.plus(breakTime));
    assertThat(truncate.outcome()).isEqualTo("FENCED");
    assertThat(truncate.now().flag("confirmed")).isFalse();
    assertThat(p.now().state()).isEqualTo("KILLED");
    assertThat(p.leaseNow().state()).isEqualTo("BROKEN");
    assertThat(p.pinNow().state()).isEqualTo("REVOKED");
    Instant granted = Coordinator.time(file.events("operation.granted").getFirst());
    assertThat(granted).isAfterOrEqualTo(sigkill.plus(killGrace));
    assertThat(signalTimes(truncate)).containsExactly(sigio, sigbus, sigkill);
  }

  @Test
  void a61UnpinAfterSigbusStopsTheLadder() {
    StoredFile file = scene.policy("leaseBreakTime", "PT4S").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0);
    p.gets("SIGIO", "SIGBUS");
    assertThat(p.leaseNow().state()).isEqualTo("BROKEN");

    p.unpins();

    truncate.becomes("GRANTED");
    assertThat(truncate.outcome()).isEqualTo("UNPINNED");
    assertThat(truncate.now().flag("confirmed")).isTrue();
    assertThat(p.leaseNow().state()).isEqualTo("BROKEN");
    scene.passes(p.signalledAt("SIGBUS").plusSeconds(4));
    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS");
    assertThat(p.now().state()).isEqualTo("RUNNING");
  }

  @Test
  void a62EscalationSigkillSkipsSigbus() {
    StoredFile file =
        scene
            .policy("leaseBreakTime", "PT0.5S", "escalation", "SIGKILL", "killGrace", "PT0.1S")
            .file();
    Holder p = scene.holder(file, 0, 4 * K);

    file.truncates(0).becomes("GRANTED");

    assertThat(p.signalled()).containsExactly("SIGIO", "SIGKILL");
    assertThat(p.signalledAt("SIGKILL"))
        .isAfterOrEqualTo(p.signalledAt("SIGIO").plus(Duration.ofMillis(500)));
  }

  @Test
  void a63EscalationSigbusOnlyRepeatsAndWaitsOn() {
    StoredFile file = scene.policy("leaseBreakTime", "PT0.4S", "escalation", "SIGBUS_ONLY").file();
    Holder p = scene.holder(file, 0, 4 * K);

    Operation truncate = file.truncates(0);

    await().until(() -> p.signalled().stream().filter("SIGBUS"::equals).count() >= 3);
    truncate.isStill("BREAKING");
    assertThat(p.signalled()).startsWith("SIGIO", "SIGBUS", "SIGBUS", "SIGBUS");
    assertThat(p.signalled()).doesNotContain("SIGKILL");
    List<Instant> times = p.signals().stream().map(Coordinator::time).toList();
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i)).isAfterOrEqualTo(times.get(i - 1).plus(Duration.ofMillis(400)));
    }
    p.unpins();
    truncate.becomes("GRANTED");
  }

  @Test
  void a64AwaitExitWaitsPastSigkillForTheReport() {
    StoredFile file =
        scene
            .policy("leaseBreakTime", "PT0.3S", "killGrace", "PT0.1S", "afterKill", "AWAIT_EXIT")
            .file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0);
    p.gets("SIGIO", "SIGBUS", "SIGKILL");
    scene.passes(p.signalledAt("SIGKILL").plus(Duration.ofMillis(600)));
    truncate.isStill("BREAKING");
    assertThat(p.now().state()).isEqualTo("RUNNING");

    p.exits();

    truncate.becomes("GRANTED");
    assertThat(truncate.outcome()).isEqualTo("EXITED");
    assertThat(truncate.now().flag("confirmed")).isTrue();
    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS", "SIGKILL");
  }

  @Test
  void a65BreakTimeZeroNeverExpires() {
    StoredFile file = scene.policy("leaseBreakTime", "PT0S").file();
    Holder p = scene.holder(file, 0, 4 * K);

    Operation truncate = file.truncates(0).was(202, "BREAKING");

    assertThat(p.signals().getFirst().path("data").path("deadline").isNull()).isTrue();
    assertThat(p.leaseNow().lacks("break.deadline")).isTrue();
    assertThat(p.leaseNow().text("break.stage")).isEqualTo("SIGIO");
    scene.passes(p.signalledAt("SIGIO").plus(Duration.ofMillis(500)));
    assertThat(p.signalled()).containsExactly("SIGIO");
    truncate.isStill("BREAKING");
  }

  @Test
  void a66FencedProcessIsGoneUntilItRegistersAgain() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    p.isFenced();

    assertThat(p.now().state()).isEqualTo("KILLED");
    p.asksToPin(file, 0, 4 * K).refused(410, "ESRCH");
    p.beats().refused(410, "ESRCH");
    p.asksToReleaseLease().refused(410, "ESRCH");
    Answer again =
        api.post(
            "/v1/processes",
            "host",
            p.now().text("host"),
            "pid",
            p.now().number("pid"),
            "startTime",
            "t0");
    Holder reborn = scene.knownProcess(again.is(201));
    assertThat(reborn.id()).isNotEqualTo(p.id());
    reborn.leases(file).pins(file, 0, 4 * K);
  }

  @Test
  void a68UnusedGrantExpiresAndTheRangeReopensAfterTheLockDelay() {
    StoredFile file = scene.policy("grantTtl", "PT1S", "lockDelay", "PT4S").file();
    Holder q = scene.process().maps(file);
    Operation truncate = file.truncates(0).was(201, "GRANTED");
    long token = truncate.token();
    Instant expiry = truncate.requested().time("grantExpiresAt");

    truncate.becomes("EXPIRED");
    q.asksToPin(file, 0, 4 * K).refusedAsClosed();
    Answer pinned =
        await().until(() -> q.asksToPin(file, 0, 4 * K), answer -> answer.status() != 409);

    pinned.is(201);
    Instant expired = Coordinator.time(file.events("operation.expired").getFirst());
    assertThat(expired).isAfterOrEqualTo(expiry);
    assertThat(pinned.time("pinnedAt")).isAfterOrEqualTo(expiry.plus(Duration.ofSeconds(4)));
    truncate.asksToComplete(token).refused(409, "ESTALE");
    assertThat(file.events("operation.late")).hasSize(1);
    assertThat(file.size()).isEqualTo(64 * K);
  }

  @Test
  void a69HundredHoldersEachGetOneSigio() {
    StoredFile file = scene.file();
    List<Holder> holders = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      holders.add(scene.holder(file, 0, 4 * K));
    }

    Operation truncate = file.truncates(0).was(202, "BREAKING");

    assertThat(file.events("signal.sigio"))
        .hasSize(100)
        .extracting(event -> event.path("data").path("processId").asString())
        .containsExactlyInAnyOrderElementsOf(holders.stream().map(Holder::id).toList());
    holders.subList(0, 99).forEach(Holder::unpins);
    truncate.isStill("BREAKING");
    holders.getLast().unpins();
    truncate.becomes("GRANTED");
    assertThat(file.events("signal")).hasSize(100);
  }

  @Test
  void a70ReconnectingClientGetsWhatItMissed() {
    StoredFile file = scene.policy("leaseBreakTime", "PT0.5S", "killGrace", "PT60S").file();
    Holder p = scene.holder(file, 0, 4 * K);
    String seen;
    try (EventStream stream = p.listens()) {
      file.truncates(0);
      seen = stream.awaits(event -> event.name().equals("signal.sigio")).id();
    }
    p.gets("SIGIO", "SIGBUS", "SIGKILL");

    try (EventStream stream = p.listens("Last-Event-ID", seen)) {
      stream.awaits(event -> event.name().equals("signal.sigkill"));
      assertThat(stream.names()).containsExactly("signal.sigbus", "signal.sigkill");

      StoredFile other = scene.file();
      p.leases(other);
      other.truncates(0);
      stream.awaits(event -> event.envelope().path("subject").asString().equals(other.id()));
      assertThat(stream.names()).containsExactly("signal.sigbus", "signal.sigkill", "signal.sigio");
      assertThat(stream.events().stream().map(event -> Long.parseLong(event.id()))).isSorted();
    }
  }

  private static Instant deadlineOf(JsonNode signal) {
    return Instant.parse(signal.path("data").path("deadline").asString());
  }

  private static List<Instant> signalTimes(Operation operation) {
    return operation
        .breaks()
        .getFirst()
        .path("signals")
        .valueStream()
        .map(signal -> Instant.parse(signal.path("at").asString()))
        .toList();
  }
}
