package org.daxlease.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever the pods must talk to is let through, without being named a second time. */
class NetworkPolicyTest {

  private static JsonNode policy(Consumer<TemplateCommand> values) {
    return Chart.only(Chart.render(values), "NetworkPolicy").path("spec");
  }

  private static Set<String> portsOut(JsonNode policy) {
    Set<String> ports = new TreeSet<>();
    policy
        .path("egress")
        .forEach(rule -> rule.path("ports").forEach(port -> ports.add(port.path("port").asText())));
    return ports;
  }

  @Test
  void embeddedDatabaseNeedsNamesAndTheReceiversOfWebhooks() {
    assertThat(portsOut(policy(_ -> {}))).containsExactly("443", "53");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://db/d                      | 5432",
        "jdbc:postgresql://db:6432/d                 | 6432",
        "jdbc:postgresql://[fd00::12]/d              | 5432",
        "jdbc:postgresql://[fd00::12]:6432/d?a=b:1   | 6432",
        "jdbc:postgresql://a:6432,b,c:6432/d         | 5432 6432",
      })
  void portsOfTheDatabaseAreThoseOfItsUrl(String url, String ports) {
    JsonNode policy =
        policy(command ->
            command
                .set("h2.enabled", false)
                .set("postgresql.enabled", true)
                .set("postgresql.url", url.replace(",", "\\,"))
                .set("postgresql.existingSecret", "s"));

    assertThat(portsOut(policy)).contains(ports.split(" ")).hasSize(2 + ports.split(" ").length);
  }

  @Test
  void issuerAndCollectorAreReached() {
    JsonNode policy =
        policy(command ->
            command
                .set("security.mode", "jwt")
                .set("security.jwt.issuerUri", "https://issuer.example.org:8443/realm")
                .set("security.jwt.audience", "daxlease")
                .set("tracing.endpoint", "http://collector:4318/v1/traces")
                .set("networkPolicy.webhookPorts", "null"));

    assertThat(portsOut(policy)).contains("53", "8443", "4318");
  }

  @Test
  void agentsAndTheTestGetInWhoeverElseMay() {
    JsonNode from =
        Chart.only(
                Chart.render(command ->
                    command
                        .withValuesFile(Path.of("helm/ci/everything-values.yaml"))
                        .set("agent.enabled", true)),
                "NetworkPolicy")
            .at("/spec/ingress/0/from");

    List<String> components =
        StreamSupport.stream(from.spliterator(), false)
            .map(peer -> peer.at("/podSelector/matchLabels/app.kubernetes.io~1component").asText())
            .toList();
    assertThat(components).contains("test", "agent");
  }
}
