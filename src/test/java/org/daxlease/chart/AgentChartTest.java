package org.daxlease.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node agent in the chart: not there unless it is asked for, and with what it needs. */
class AgentChartTest {

  private static JsonNode agent(Object... settings) {
    return Chart.only(
        Chart.render(command -> {
          command.set("agent.enabled", true);
          for (int i = 0; i < settings.length; i += 2) {
            command.set(settings[i].toString(), settings[i + 1]);
          }
        }),
        "DaemonSet");
  }

  private static List<String> arguments(JsonNode pod) {
    return StreamSupport.stream(pod.at("/containers/0/args").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  @Test
  void thereIsNoneByDefault() {
    assertThat(Chart.render(_ -> {}))
        .extracting(m -> m.path("kind").asText())
        .doesNotContain("DaemonSet");
  }

  @Test
  void itSeesTheProcessesOfItsNodeAndMaySignalThemAndNoMore() {
    JsonNode pod = agent().at("/spec/template/spec");

    assertThat(pod.path("hostPID").asBoolean()).isTrue();
    assertThat(pod.has("hostNetwork")).isFalse();
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    JsonNode security = pod.at("/containers/0/securityContext");
    assertThat(security.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
    assertThat(security.at("/capabilities/add").toString()).isEqualTo("[\"KILL\"]");
    assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(security.has("privileged")).isFalse();
  }

  @Test
  void itHasATokenOfItsOwnAndKeepsItsStateOnTheNode() {
    JsonNode pod = agent().at("/spec/template/spec");

    assertThat(arguments(pod))
        .startsWith("agent", "--server", "http://test-daxlease.storage.svc:8080")
        .containsSequence("--token-file", "/etc/daxlease/token")
        .containsSequence("--host", "$(NODE_NAME)");
    assertThat(pod.path("volumes").findValuesAsText("secretName"))
        .containsExactly("daxlease-agent");
    assertThat(pod.path("volumes").findValue("hostPath").path("path").asText())
        .isEqualTo("/var/lib/daxlease-agent");
  }

  @Test
  void serviceDoesNotSendItRequests() {
    List<JsonNode> manifests = Chart.render(command -> command.set("agent.enabled", true));
    JsonNode labels = Chart.only(manifests, "DaemonSet").at("/spec/template/metadata/labels");
    JsonNode selector = Chart.only(manifests, "Service").at("/spec/selector");

    assertThat(labels.path("app.kubernetes.io/component").asText()).isEqualTo("agent");
    assertThat(selector.path("app.kubernetes.io/component").asText()).isEqualTo("coordinator");
    assertThat(Chart.only(manifests, "DaemonSet").at("/spec/selector/matchLabels"))
        .isEqualTo(labels);
  }

  @Test
  void isWhatKubernetesKnows() {
    JsonNode daemons = agent("agent.dryRun", true, "agent.users[0]", 1000, "agent.users[1]", 0);

    assertThatNoException().isThrownBy(() -> Kinds.read(daemons));
    assertThat(arguments(daemons.at("/spec/template/spec")))
        .contains("--dry-run")
        .containsSequence("--users", "1000,0")
        .doesNotContain("--signals");
  }

  /** As from a file, where a number is not the text of one. */
  @Test
  void usersOfADirectoryServiceAreWrittenInFull(@TempDir Path directory) throws IOException {
    Path values =
        Files.writeString(
            directory.resolve("values.yaml"),
            "agent: {enabled: true, users: [0, 1234567, 1987600017, 4294967294]}");

    JsonNode daemons = Chart.only(Chart.render(values), "DaemonSet");

    assertThat(arguments(daemons.at("/spec/template/spec")))
        .containsSequence("--users", "0,1234567,1987600017,4294967294");
  }
}
