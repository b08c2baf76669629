package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.daxlease.agent.AgentSettings;
import org.daxlease.agent.NodeAgent;
import org.daxlease.agent.Permissions;
import org.daxlease.agent.RealSignal;
import org.daxlease.client.Credentials;
import org.daxlease.linux.Proc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node agent with real processes and real signals. */
class NodeAgentTest extends Acceptance {
  private static final Permissions ALL =
      new Permissions(EnumSet.allOf(RealSignal.class), Set.of(), false);
  private static final int SIGBUS_STATUS = 128 + 7;
  private static final int SIGKILL_STATUS = 128 + 9;

  @TempDir private Path directory;

  private final List<NodeAgent> agents = new ArrayList<>();
  private final List<RealProcess> children = new ArrayList<>();

  private NodeAgent agent() {
    return agent(ALL);
  }

  private NodeAgent agent(Permissions permissions) {
    var coordinator =
        org.daxlease.client.CoordinatorClient.at(
            URI.create("http://127.0.0.1:" + api.port()), Credentials.NONE);
    var agent =
        new NodeAgent(
            coordinator,
            new AgentSettings(
                scene.host(), directory.resolve("state"), Duration.ofSeconds(30), permissions));
    agent.start();
    agents.add(agent);
    return agent;
  }

  /** An agent that is known to the service. */
  private NodeAgent knownAgent() {
    NodeAgent agent = agent();
    await().until(() -> api.get("/v1/hosts/" + scene.host() + "/agent").status() == 200);
    return agent;
  }

  private RealProcess child(String... caught) {
    RealProcess child = RealProcess.catching(directory, caught);
    children.add(child);
    return child;
  }

  private Holder registered(RealProcess child, String startTime) {
    return scene.process("pid", child.pid(), "startTime", startTime);
  }

  private Holder holder(RealProcess child, StoredFile file) {
    return registered(child, child.startTime()).leases(file).pins(file, 0, 4 * K);
  }

  private StoredFile file(String breakTime) {
    return scene.policy("leaseBreakTime", breakTime, "killGrace", "PT0.1S").file();
  }

  /** Waits until the service knows that a signal has been dealt with. */
  private void awaitAcknowledged(Holder holder) {
    await()
        .until(() ->
            !holder.signalled().isEmpty() && holder.beats().is(200).list("signals").isEmpty());
  }

  /** A shell looks at what it has caught when its command has ended. */
  private static void awaitCaught(RealProcess child, String... signals) {
    await().untilAsserted(() -> assertThat(child.caught()).containsExactly(signals));
  }

  @AfterEach
  void endsWhatWasStarted() {
    agents.forEach(NodeAgent::close);
    children.forEach(RealProcess::close);
  }

  /** Else it would lapse, and under lapsedHolder FENCE be fenced, though it runs. */
  @Test
  void beatsForWhoWantsHeartbeatsOnlyLater() {
    knownAgent();
    StoredFile file = file("PT60S");
    RealProcess child = child("IO");
    Holder p = holder(child, file);
    file.truncates(0);
    awaitAcknowledged(p);

    Answer again =
        api.post(
                "/v1/processes",
                "host",
                scene.host(),
                "pid",
                child.pid(),
                "startTime",
                child.startTime(),
                "heartbeatTtl",
                "PT3S")
            .is(200);

    assertThat(again.id()).isEqualTo(p.id());
    await().until(() -> p.now().time("lastHeartbeatAt").isAfter(again.time("lastHeartbeatAt")));
    assertThat(api.events("type=process.changed&processId=" + p.id())).hasSize(1);
  }

  @Test
  void whoGivesWayOnTheRealSigioGetsNoOther() {
    knownAgent();
    StoredFile file = file("PT60S");
    RealProcess child = child("IO");
    Holder p = holder(child, file);

    Operation truncate = file.truncates(0).was(202, "BREAKING");
    awaitCaught(child, "IO");
    awaitAcknowledged(p);
    p.unpins();

    truncate.becomes("GRANTED");
    assertThat(truncate.outcome()).isEqualTo("UNPINNED");
    assertThat(child.isAlive()).isTrue();
    assertThat(child.caught()).containsExactly("IO");
  }

  @Test
  void whoDiesOfSigbusIsReportedAndConfirmed() {
    knownAgent();
    StoredFile file = file("PT0.5S");
    RealProcess child = child("IO");
    Holder p = holder(child, file);

    Operation truncate = file.truncates(0).becomes("GRANTED");

    assertThat(child.exitStatus()).isEqualTo(SIGBUS_STATUS);
    assertThat(truncate.outcome()).isEqualTo("EXITED");
    assertThat(truncate.now().flag("confirmed")).isTrue();
    assertThat(p.now().state()).isEqualTo("EXITED");
    assertThat(child.caught()).containsExactly("IO");
  }

  @Test
  void whoIgnoresEverythingDiesOfSigkillAndIsNotPresumedDead() {
    knownAgent();
    StoredFile file = file("PT0.5S");
    RealProcess child = child("IO", "BUS");
    Holder p = holder(child, file);

    Operation truncate = file.truncates(0).becomes("GRANTED");

    assertThat(child.exitStatus()).isEqualTo(SIGKILL_STATUS);
    assertThat(truncate.outcome()).isEqualTo("EXITED");
    assertThat(child.caught()).containsExactly("IO", "BUS");
    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS", "SIGKILL");
  }

  @Test
  void exitIsReportedAtOnceWhoeverRegisteredTheProcessAndWhenever() {
    RealProcess before = child();
    RealProcess after = child();
    Holder p = registered(before, before.startTime());
    knownAgent();
    Holder q = registered(after, after.startTime());

    before.close();
    after.close();

    await().until(() -> p.now().state().equals("EXITED"));
    await().until(() -> q.now().state().equals("EXITED"));
  }

  @Test
  void anotherProcessOfTheSamePidIsNeverHit() {
    RealProcess child = child("IO", "BUS");
    StoredFile file = file("PT0.2S");
    String earlier = Proc.bootId() + "/1";
    Holder p = registered(child, earlier).leases(file).pins(file, 0, 4 * K);
    Operation truncate = file.truncates(0).was(202, "BREAKING");
    p.gets("SIGIO", "SIGBUS", "SIGKILL");

    agent();

    truncate.becomes("GRANTED");
    assertThat(child.isAlive()).isTrue();
    assertThat(child.caught()).isEmpty();
  }

  /**
   * Without a start time, of another boot, init, the agent itself: nobody that it may speak for.
   */
  @Test
  void whoCannotBeIdentifiedIsNeitherSignalledNorReported() {
    RealProcess child = child("IO", "BUS");
    StoredFile file = file("PT0.2S");
    int self = Math.toIntExact(ProcessHandle.current().pid());
    List<Holder> unknown =
        List.of(
            registered(child, "t0"),
            registered(child, "01234567-89ab-cdef-0123-456789abcdef/1"),
            scene.process("pid", 1, "startTime", Proc.startTime(1).orElseThrow().toString()),
            scene.process("pid", self, "startTime", Proc.startTime(self).orElseThrow().toString()));
    unknown.forEach(p -> p.leases(file).pins(file, 0, 4 * K));
    knownAgent();
    Holder known = holder(child("IO", "BUS"), file);

    file.truncates(0).was(202, "BREAKING");
    unknown.forEach(p -> p.gets("SIGIO", "SIGBUS", "SIGKILL"));
    await().until(() -> known.now().state().equals("EXITED"));
    scene.passes(known.signalledAt("SIGKILL").plusMillis(500));

    assertThat(unknown).allMatch(p -> p.now().state().equals("RUNNING"));
    assertThat(unknown).allMatch(p -> p.beats().is(200).list("signals").size() == 3);
    assertThat(child.caught()).isEmpty();
  }

  @Test
  void whatWasSentBeforeTheFirstAgentIsDeliveredByIt() {
    StoredFile file = file("PT60S");
    RealProcess child = child("IO");
    Holder p = holder(child, file);
    file.truncates(0).was(202, "BREAKING");
    p.gets("SIGIO");

    agent();

    awaitAcknowledged(p);
    awaitCaught(child, "IO");
  }

  @Test
  void whoUnpinnedWhileTheAgentWasDownIsNotHit() {
    NodeAgent first = knownAgent();
    StoredFile file = file("PT60S");
    RealProcess child = child();
    Holder p = registered(child, child.startTime()).leases(file).pins(file, 0, 4 * K);
    RealProcess other = child("IO");
    Holder q = holder(other, file);
    first.close();
    Operation truncate = file.truncates(0).was(202, "BREAKING");
    p.unpins();

    agent();

    awaitAcknowledged(q);
    awaitCaught(other, "IO");
    assertThat(child.isAlive()).as("SIGIO would have ended it").isTrue();
    q.unpins();
    truncate.becomes("GRANTED");
  }

  @Test
  void whatWasDeliveredIsNotDeliveredAgainByTheNextAgent() {
    NodeAgent first = knownAgent();
    StoredFile file = file("PT60S");
    RealProcess child = child("IO");
    Holder p = holder(child, file);
    file.truncates(0).was(202, "BREAKING");
    awaitAcknowledged(p);
    first.close();

    agent();
    StoredFile another = file("PT60S");
    p.leases(another).pins(another, 0, 4 * K);
    another.truncates(0).was(202, "BREAKING");

    await().until(() -> child.caught().size() > 1);
    awaitAcknowledged(p);
    assertThat(child.caught()).containsExactly("IO", "IO");
  }

  @Test
  void anAgentSendsOnlyWhatItMayAndToWhomItMay() {
    agent(new Permissions(EnumSet.of(RealSignal.SIGBUS), Set.of(), false));
    StoredFile file = file("PT0.3S");
    RealProcess child = child("IO");
    holder(child, file);
    file.truncates(0);
    assertThat(child.exitStatus()).isEqualTo(SIGBUS_STATUS);
    assertThat(child.caught()).isEmpty();
  }

  @Test
  void processesOfOtherUsersAreLeftAlone() {
    long me = Proc.user(Math.toIntExact(ProcessHandle.current().pid())).orElseThrow();
    agent(new Permissions(EnumSet.allOf(RealSignal.class), Set.of(me + 1), false));
    StoredFile file = file("PT0.2S");
    RealProcess child = child("IO", "BUS");
    Holder p = holder(child, file);

    file.truncates(0);
    p.gets("SIGIO", "SIGBUS", "SIGKILL");
    scene.passes(p.signalledAt("SIGKILL").plusMillis(500));

    assertThat(child.caught()).isEmpty();
    assertThat(child.isAlive()).isTrue();
  }

  @Test
  void aDryRunChangesNothing() {
    agent(new Permissions(EnumSet.allOf(RealSignal.class), Set.of(), true));
    StoredFile file = file("PT0.2S");
    RealProcess child = child("IO", "BUS");
    Holder p = holder(child, file);

    Operation truncate = file.truncates(0).becomes("GRANTED");

    assertThat(truncate.outcome()).isEqualTo("FENCED");
    assertThat(p.signalled()).containsExactly("SIGIO", "SIGBUS", "SIGKILL");
    assertThat(child.caught()).isEmpty();
    api.get("/v1/hosts/" + scene.host() + "/agent").is(404);
    assertThat(Files.exists(directory.resolve("state"))).isFalse();
  }

  @Test
  void aDryRunMayRunBesideItsAgent() {
    knownAgent();

    assertThatNoException()
        .isThrownBy(() -> agent(new Permissions(EnumSet.allOf(RealSignal.class), Set.of(), true)));
  }

  @Test
  void heartbeatsAreSentForThoseThatWantSome() {
    knownAgent();
    RealProcess child = child();
    Holder p =
        scene.process("pid", child.pid(), "startTime", child.startTime(), "heartbeatTtl", "PT3S");

    await()
        .until(() ->
            p.now().time("lastHeartbeatAt").isAfter(p.now().time("registeredAt").plusSeconds(4)));

    child.close();
    await().until(() -> p.now().state().equals("EXITED"));
  }
}
