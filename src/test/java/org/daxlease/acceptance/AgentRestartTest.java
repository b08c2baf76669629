package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.daxlease.DaxLeaseApplication;
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
    try (RealProcess child = RealProcess.catching(directory, "IO", "BUS")) {
      String operation;
      String host;
      int port;
      try (ServiceProcess service = service(0)) {
        port = service.port();
        Scene scene = new Scene(service.api());
        host = scene.host();
        String agentPath = "/v1/hosts/" + host + "/agent";
        try (KilledAtTheEnd agent = agent(port, host)) {
          await().atMost(PATIENCE).until(() -> service.api().get(agentPath).status() == 200);
          StoredFile file = scene.policy("leaseBreakTime", "PT10S", "killGrace", "PT60S").file();
          scene
              .process("pid", child.pid(), "startTime", child.startTime())
              .leases(file)
              .pins(file, 0, 4 * K);
          operation = file.truncates(0).was(202, "BREAKING").id();
          await().atMost(PATIENCE).until(() -> !child.caught().isEmpty());
          assertThat(agent.process().isAlive()).isTrue();
        }
      }
      // The agent is back first, and finds nobody.
      try (KilledAtTheEnd agent = agent(port, host);
          ServiceProcess service = service(port)) {
        await().atMost(PATIENCE).until(() -> service.api().stateOf(operation).equals("GRANTED"));

        assertThat(child.exitStatus()).isEqualTo(SIGKILL_STATUS);
        assertThat(Collections.frequency(child.caught(), "IO")).isBetween(1, 2);
        assertThat(Collections.frequency(child.caught(), "BUS")).isEqualTo(1);
        Answer granted = service.api().get("/v1/operations/" + operation).is(200);
        assertThat(granted.flag("confirmed")).isTrue();
        assertThat(granted.text("breaks.0.outcome")).isEqualTo("EXITED");
        assertThat(agent.process().isAlive()).isTrue();
      }
    }
  }

  private ServiceProcess service(int port) throws IOException {
    return ServiceProcess.start(
        port, List.of("--spring.datasource.url=" + EmbeddedService.url(directory)));
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
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DaxLeaseApplication.class.getName(),
                "agent",
                "--server",
                "http://127.0.0.1:" + port,
                "--host",
                host,
                "--state-dir",
                directory.resolve("state").toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("agent.log").toFile()))
            .start());
  }
}
