package org.daxlease.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/**
 * Dashboards and alerts, asked of a real Prometheus that scrapes a real service. Runs only with the
 * profile {@code prometheus}, since it needs the programs prometheus and promtool.
 */
@Tag("prometheus")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:prometheus;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
      "daxlease.policy.lease-break-time=300ms",
      "daxlease.policy.kill-grace=300ms",
      "daxlease.policy.grant-ttl=5s"
    })
class PrometheusTest {

  @LocalServerPort private int port;
  @TempDir private static Path directory;
  private Prometheus prometheus;

  @BeforeAll
  void scrapesAServiceInWhichSomethingHappens() throws Exception {
    prometheus = Prometheus.scraping(port, directory);
    Break happening = new Break(port);
    happening.isAnswered();
    happening.isNotAnswered();
    // A rate is of two samples; what has happened is seen by the next ones.
    await()
        .untilAsserted(() ->
            assertThat(
                    prometheus.value(
                        "fences", "sum(increase(daxlease_processes_fenced_total[1m]))"))
                .isPositive());
  }

  @AfterAll
  void ends() throws InterruptedException {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  static Stream<Dashboard.Query> panels() {
    return Dashboard.all().stream().flatMap(Dashboard::queries);
  }

  static List<Alert> alerts() {
    return Alert.all();
  }

  @ParameterizedTest
  @MethodSource("panels")
  void everyPanelHasData(Dashboard.Query query) {
    assertThat(prometheus.ask(query.asSent())).as(query.toString()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void everyAlertParsesAndMeasuresSomething(Alert alert) {
    prometheus.ask(alert.expression());

    assertThat(prometheus.ask(alert.measured())).as(alert.measured()).isNotEmpty();
  }

  @Test
  void breaksHaveLeftTheirTraces() {
    assertThat(
            prometheus.value(
                "confirmed", "sum(daxlease_break_duration_seconds_count{outcome=\"UNPINNED\"})"))
        .isPositive();
    assertThat(
            prometheus.value(
                "presumed", "sum(daxlease_break_duration_seconds_count{outcome=\"FENCED\"})"))
        .isPositive();
  }

  @Test
  void variablesOfTheDashboardsHaveValues() {
    JsonNode instances = prometheus.get("/api/v1/label/instance/values?match[]=up").path("data");

    assertThat(instances.valueStream().map(JsonNode::asString))
        .containsExactly("127.0.0.1:" + port);
  }

  @Test
  void rulesAreWellFormed() throws Exception {
    assertThat(Prometheus.promtool("check", "rules", Alert.FILE.toString())).contains("SUCCESS");
  }

  @Test
  void alertsFireAndAreSilentWhenTheyShould() throws Exception {
    assertThat(Prometheus.promtool("test", "rules", "src/test/prometheus/alerts_test.yaml"))
        .contains("SUCCESS");
  }
}
