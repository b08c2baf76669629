package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.daxlease.agent.AgentSettings;
import org.daxlease.agent.NodeAgent;
import org.daxlease.agent.Permissions;
import org.daxlease.agent.RealSignal;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.linux.Proc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registration is worth as much as who made it: anybody can name a pid of a host. */
class AgentRightsTest extends Guarded {

  private static final String HOST = "node-n";
  private static final int SIGIO_STATUS = 128 + 29;

  @TempDir private Path directory;

  private final Process victim = child();
  private final Process own = child();

  private static Process child() {
    try {
      return new ProcessBuilder("sleep", "600").start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void endsWhatWasStarted() {
    victim.destroyForcibly();
    own.destroyForcibly();
  }

  private NodeAgent agent() {
    var coordinator =
        CoordinatorClient.at(
            URI.create("http://127.0.0.1:" + site.port()),
            () -> Optional.of("Bearer token-of-noah"));
    var permissions = new Permissions(EnumSet.allOf(RealSignal.class), Set.of(), false);
    return new NodeAgent(
        coordinator, new AgentSettings(HOST, directory, Duration.ofSeconds(15), permissions));
  }

  private String registered(String who, Process child) {
    int pid = Math.toIntExact(child.pid());
    return site.send(
            who,
            "POST /v1/processes",
            "{'host':'%s','pid':%d,'startTime':'%s'}"
                .formatted(HOST, pid, Proc.startTime(pid).orElseThrow()))
        .is(201)
        .id();
  }

  /** Has a process pin a file, and an operation want it: SIGIO. */
  private void signalled(String who, String process) {
    String file =
        site.send(
                "olga",
                "POST /v1/files",
                "{'filesystem':'pmem0','path':'/%s','backing':'DAX','size':65536}"
                    .formatted(process))
            .is(201)
            .id();
    String mapping =
        site.send(
                who,
                "POST /v1/mappings",
                "{'processId':'%s','fileId':'%s','offset':0,'length':65536,'protection':'READ'}"
                    .formatted(process, file))
            .is(201)
            .id();
    site.send(who, "POST /v1/leases", "{'processId':'%s','fileId':'%s'}".formatted(process, file))
        .is(201);
    site.send(
            who,
            "POST /v1/pins",
            "{'mappingId':'%s','offset':0,'length':4096,'access':'READ'}".formatted(mapping))
        .is(201);
    site.send(
            "olga",
            "POST /v1/operations",
            "{'fileId':'%s','kind':'TRUNCATE','newSize':0}".formatted(file))
        .is(202);
  }

  @Test
  void processThatNobodyOfItsHostVouchesForIsNotSignalled() throws InterruptedException {
    take(TOKENS + "noah.value: token-of-noah\nnoah.roles: [ 'host:" + HOST + "' ]\n");
    String unvouched = registered("alice", victim);
    String vouched = registered("noah", own);
    assertThat(
            site.send("alice", "GET /v1/processes/" + unvouched)
                .json()
                .path("vouched")
                .asBoolean(true))
        .isFalse();

    try (NodeAgent agent = agent()) {
      agent.start();
      // In this order in the journal: what comes second is sent when the first was decided.
      signalled("alice", unvouched);
      signalled("noah", vouched);

      assertThat(own.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(own.exitValue()).isEqualTo(SIGIO_STATUS);
      await()
          .until(
              () -> site.send("noah", "GET /v1/processes/" + vouched).text("state"),
              "EXITED"::equals);
    }
    assertThat(victim.isAlive()).isTrue();
    // Nobody has got its signal, and nobody says so.
    assertThat(
            site.send("alice", "POST /v1/processes/" + unvouched + "/heartbeat", "{}")
                .is(200)
                .json()
                .path("signals"))
        .hasSize(1);
    site.send("alice", "DELETE /v1/processes/" + unvouched).is(204);
  }
}
