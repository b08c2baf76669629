package org.daxlease.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.daxlease.http.Exchange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus on loopback, with the alerts of the chart. */
final class Prometheus implements AutoCloseable {

  private static final String MISSING =
      "%s cannot be run: install Prometheus (on Debian: apt-get install prometheus),"
          + " or leave the profile prometheus out";

  private final Process process;
  private final int port;

  private Prometheus(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one that scrapes the service at that port; returns once it has. */
  static Prometheus scraping(int service, Path directory) throws IOException {
    Path configuration = directory.resolve("prometheus.yml");
    Files.writeString(
        configuration,
        """
        global: {scrape_interval: 2s, evaluation_interval: 2s}
        rule_files: ['%s']
        scrape_configs:
          - job_name: daxlease
            metrics_path: /actuator/prometheus
            static_configs: [{targets: ['127.0.0.1:%d']}]
        """
            .formatted(Alert.FILE.toAbsolutePath(), service));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command =
        List.of(
            "prometheus",
            "--config.file=" + configuration,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port);
    Prometheus started = new Prometheus(start(command, directory.resolve("prometheus.log")), port);
    // The first scrape may take ten seconds.
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(started.value("targets", "sum(up)")).isEqualTo(1));
    return started;
  }

  private static Process start(List<String> command, Path output) throws IOException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new IOException(MISSING.formatted(command.getFirst()), e);
    }
  }

  /** Runs promtool; the answer is what it printed, if it was content. */
  static String promtool(String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile("promtool", ".log");
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    int status = start(command, output).waitFor();
    String printed = Files.readString(output, UTF_8);
    Files.delete(output);
    assertThat(status).as(printed).isZero();
    return printed;
  }

  /** The series that an expression gives now. */
  List<JsonNode> ask(String expression) {
    JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8));
    assertThat(answer.path("status").asString())
        .as(expression + "\n" + answer)
        .isEqualTo("success");
    return answer.at("/data/result").valueStream().toList();
  }

  /** The one value that an expression gives now. */
  double value(String what, String expression) {
    List<JsonNode> series = ask(expression);
    assertThat(series).as(what).hasSize(1);
    return Double.parseDouble(series.getFirst().at("/value/1").asString());
  }

  JsonNode get(String path) {
    String escaped = path.replace("[", "%5B").replace("]", "%5D");
    return JsonMapper.shared().readTree(Exchange.get(port, escaped).body());
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
