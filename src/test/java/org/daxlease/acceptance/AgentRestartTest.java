package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.daxlease.DaxLeaseApplication;
import org.daxlease.JavaCommand;
import org.daxlease.replicas.Replica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Service and agent are both killed in the middle of a break, and both come back. */
class AgentRestartTest {
  private static final long K = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int SIGKILL_STATUS = 128 + 9;

  @TempDir private Path directory;

  @Test
  void eachSignalComesOnceOrOnceMoreAndNoneIsLost() throws Exception {
    String database = "--spring.datasource.url=" + EmbeddedService.url(directory);
    try (RealProcess child = RealProcess.catching(directory, "IO", "BUS");
        Replica service = Replica.start(List.of(database))) {
      Coordinator api = new Coordinator(service.port());
      Scene scene = new Scene(api);
      String host = scene.host();
      String operation;
      try (KilledAtTheEnd agent = agent(api.port(), host)) {
        String agentPath = "/v1/hosts/" + host + "/agent";
        await().atMost(PATIENCE).until(() -> api.get(agentPath).status() == 200);
        StoredFile file = scene.policy("leaseBreakTime", "PT10S", "killGrace", "PT60S").file();
        scene
            .process("pid", child.pid(), "startTime", child.startTime())
            .leases(file)
            .pins(file, 0, 4 * K);
        operation = file.truncates(0).was(202, "BREAKING").id();
        await().atMost(PATIENCE).until(() -> !child.caught().isEmpty());
        assertThat(agent.process().isAlive()).isTrue();
      }
      service.killNine();
      // The agent is back first, and finds nobody.
      try (KilledAtTheEnd agent = agent(api.port(), host)) {
        service.relaunch();
        service.awaitStarted();
        await().atMost(PATIENCE).until(() -> api.stateOf(operation).equals("GRANTED"));

        assertThat(child.exitStatus()).isEqualTo(SIGKILL_STATUS);
        assertThat(Collections.frequency(child.caught(), "IO")).isBetween(1, 2);
        assertThat(Collections.frequency(child.caught(), "BUS")).isEqualTo(1);
        Answer granted = api.get("/v1/operations/" + operation).is(200);
        assertThat(granted.flag("confirmed")).isTrue();
        assertThat(granted.text("breaks.0.outcome")).isEqualTo("EXITED");
        assertThat(agent.process().isAlive()).isTrue();
      }
    }
  }

  private record KilledAtTheEnd(Process process) implements AutoCloseable {
    @Override
    public void close() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  private KilledAtTheEnd agent(int port, String host) throws IOException {
    return new KilledAtTheEnd(
        new ProcessBuilder(
                JavaCommand.of(
                    DaxLeaseApplication.class,
                    "agent",
                    "--server",
                    "http://127.0.0.1:" + port,
                    "--host",
                    host,
                    "--state-dir",
                    directory.resolve("state").toString()))
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("agent.log").toFile()))
            .start());
  }
}
