package org.daxlease.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {

  private static final Path EVERYTHING = Chart.FOLDER.resolve("ci/everything-values.yaml");
  private static final Path POSTGRESQL = Chart.FOLDER.resolve("ci/postgresql-values.yaml");

  static Stream<Path> valueSets() throws IOException {
    return Chart.valueSets();
  }

  @Test
  void lintsStrictly() {
    LintResult result = Chart.helm().lint().strict().call();

    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void everyManifestIsOneThatKubernetesKnows(Path values) {
    List<JsonNode> manifests = Chart.render(values);

    assertThat(manifests)
        .isNotEmpty()
        .allSatisfy(manifest -> {
          if (Kinds.isKnown(manifest)) {
            assertThatNoException().isThrownBy(() -> Kinds.read(manifest));
          }
          assertThat(manifest.at("/metadata/namespace").asText()).isEqualTo("storage");
          assertThat(manifest.at("/metadata/name").asText())
              .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
        });
    assertThat(manifests.stream().map(m -> m.path("kind") + "/" + m.at("/metadata/name")))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void selectorsFindTheReplicasAndNothingElse(Path values) {
    List<JsonNode> manifests = Chart.render(values);
    Set<String> replica =
        labels(
            manifests.stream()
                .map(m -> m.at("/spec/template/metadata/labels"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElseThrow());
    Set<String> test = labels(Chart.only(manifests, "Pod").at("/metadata/labels"));

    List<JsonNode> selectors =
        manifests.stream()
            .flatMap(m ->
                Stream.of(
                    m.at("/spec/selector/matchLabels"),
                    m.at("/spec/podSelector/matchLabels"),
                    m.path("kind").asText().equals("Service")
                        ? m.at("/spec/selector")
                        : m.at("/none")))
            .filter(JsonNode::isObject)
            .toList();
    assertThat(selectors)
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(selector -> {
          assertThat(replica).containsAll(labels(selector));
          assertThat(test.containsAll(labels(selector))).isFalse();
        });
  }

  private static Set<String> labels(JsonNode labels) {
    Set<String> all = new HashSet<>();
    labels.properties().forEach(l -> all.add(l.getKey() + "=" + l.getValue().asText()));
    return all;
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void podsMayDoNothingThatTheyNeedNot(Path values) {
    for (JsonNode manifest : Chart.render(values)) {
      boolean isPod = manifest.path("kind").asText().equals("Pod");
      JsonNode pod = isPod ? manifest.path("spec") : manifest.at("/spec/template/spec");
      if (pod.isObject()) {
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
        assertThat(pod.path("containers"))
            .allSatisfy(container -> {
              JsonNode security = container.path("securityContext");
              assertThat(security.path("runAsNonRoot").asBoolean()).isTrue();
              assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
              assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
              assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
              assertThat(container.at("/resources/limits/memory").asText()).isNotBlank();
            });
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "both databases           | postgresql.enabled=true postgresql.url=jdbc:postgresql://db/d postgresql.existingSecret=s",
        "no database              | h2.enabled=false",
        "two replicas on H2       | replicas=2",
        "scaling H2               | autoscaling.enabled=true",
        "PostgreSQL without a URL | h2.enabled=false postgresql.enabled=true postgresql.existingSecret=s",
        "PostgreSQL, no secret    | h2.enabled=false postgresql.enabled=true postgresql.url=jdbc:postgresql://db/d",
        "another database         | h2.enabled=false postgresql.enabled=true postgresql.existingSecret=s postgresql.url=jdbc:mysql://db/d",
        "open without saying so   | security.mode=none",
        "an unknown mode          | security.mode=basic",
        "tokens without a secret  | security.tokensSecret=",
        "JWT of anybody           | security.mode=jwt security.jwt.audience=daxlease",
        "JWT for anybody          | security.mode=jwt security.jwt.issuerUri=https://issuer.example.org",
        "a value unknown          | replica=1",
        "a value deep unknown     | service.prot=80",
        "no replica               | replicas=0",
        "a port too high          | service.port=70000",
        "a port of its own       | config.server\\.port=9090",
        "a port of its own, deep | config.management.server.port=9090",
        "meters without a token  | serviceMonitor.enabled=true",
        "an ingress for no host   | ingress.enabled=true",
        "an end too soon          | terminationGracePeriodSeconds=10",
        "a name with capitals     | nameOverride=DaxLease",
        "a name with a dot        | fullnameOverride=dax.lease",
        "a name that ends so      | fullnameOverride=daxlease-",
        "a variable of no name    | env[0].value=x",
        "a variable of no value   | env[0].name=X",
        "a variable of a number   | env[0].name=X env[0].value=20",
        "a variable of two values | env[0].name=X env[0].value=x env[0].valueFrom.fieldRef.fieldPath=y",
      })
  void nonsenseIsRefused(String what, String values) {
    assertThatThrownBy(() -> Chart.render(command -> set(command, values)))
        .as(what)
        .hasMessageContaining("schema");
  }

  /** What a schema cannot compare. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "terminationGracePeriodSeconds=54 preStopSeconds=15        | preStopSeconds and 40",
        "autoscaling.enabled=true autoscaling.minReplicas=7        | minReplicas",
      })
  void numbersThatDoNotFitEachOtherAreRefused(String values, String why) {
    assertThatThrownBy(() ->
            Chart.render(command -> {
              command.withValuesFile(POSTGRESQL);
              set(command, values);
            }))
        .hasMessageContaining(why);
  }

  /** A key twice is no YAML, and the labels that selectors look for are the chart's. */
  @Test
  void labelsAndAnnotationsOfThePodTakeNoneOfTheCharts(@TempDir Path directory) throws IOException {
    Path values =
        Files.writeString(
            directory.resolve("values.yaml"),
            """
            agent: {enabled: true}
            config: {daxlease.source: /here}
            podLabels: {app.kubernetes.io/component: mine, app.kubernetes.io/name: mine, team: storage}
            podAnnotations: {checksum/config: mine, example.org/note: hello}
            """);

    List<JsonNode> manifests = Chart.render(values);

    for (String kind : List.of("StatefulSet", "DaemonSet")) {
      JsonNode workload = Chart.only(manifests, kind);
      Set<String> labels = labels(workload.at("/spec/template/metadata/labels"));
      assertThat(labels)
          .containsAll(labels(workload.at("/spec/selector/matchLabels")))
          .contains("team=storage");
      assertThat(labels(workload.at("/spec/template/metadata/annotations")))
          .contains("example.org/note=hello");
    }
    assertThat(
            Chart.only(manifests, "StatefulSet")
                .at("/spec/template/metadata/annotations/checksum~1config")
                .asText())
        .hasSize(64);
  }

  private static void set(TemplateCommand command, String values) {
    for (String value : values.split(" ")) {
      command.set(value.replaceAll("=.*", ""), typed(value.replaceAll("[^=]*=", "")));
    }
  }

  private static Object typed(String value) {
    if (value.matches("\\d+")) {
      return Integer.valueOf(value);
    }
    return value.matches("true|false") ? Boolean.valueOf(value) : value;
  }

  @Test
  void embeddedDatabaseIsOneReplicaWithAVolume() {
    List<JsonNode> manifests = Chart.render(_ -> {});

    JsonNode set = Chart.only(manifests, "StatefulSet");
    assertThat(set.at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(set.at("/spec/volumeClaimTemplates/0/metadata/name").asText()).isEqualTo("data");
    assertThat(
            set.at("/spec/template/spec/containers/0/volumeMounts").findValuesAsText("mountPath"))
        .contains("/app/data", "/tmp", "/app/tokens");
    assertThat(manifests)
        .extracting(m -> m.path("kind").asText())
        .doesNotContain("Deployment", "PodDisruptionBudget", "HorizontalPodAutoscaler");
  }

  @Test
  void replicasKnowTheirDatabaseAndSurviveADrain() {
    List<JsonNode> manifests = Chart.render(POSTGRESQL);

    JsonNode deployment = Chart.only(manifests, "Deployment");
    JsonNode pod = deployment.at("/spec/template/spec");
    assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(3);
    assertThat(environment(pod))
        .contains("SPRING_DATASOURCE_URL=jdbc:postgresql://postgres.databases:5432/daxlease")
        .contains("SPRING_DATASOURCE_PASSWORD=secret daxlease-postgresql/password")
        .contains("DAXLEASE_WEBHOOK_SECRETKEY=secret daxlease-webhook/secret-key");
    assertThat(pod.path("topologySpreadConstraints")).hasSize(2);
    assertThat(Chart.only(manifests, "PodDisruptionBudget").at("/spec/maxUnavailable").asInt())
        .isEqualTo(1);
    assertThat(manifests).extracting(m -> m.path("kind").asText()).doesNotContain("StatefulSet");
  }

  @Test
  void certificateOfAPrivateCaIsWhereTheUrlOfTheDatabaseSaysItIs() {
    JsonNode pod = Chart.only(Chart.render(EVERYTHING), "Deployment").at("/spec/template/spec");
    JsonNode mounts = pod.at("/containers/0/volumeMounts");

    assertThat(pod.path("volumes").findValues("configMap").toString()).contains("storage-ca");
    assertThat(mounts.findValuesAsText("mountPath")).contains("/tmp", "/etc/daxlease-ca");
    assertThat(environment(pod))
        .anyMatch(variable -> variable.endsWith("sslrootcert=/etc/daxlease-ca/ca.crt"));
  }

  @Test
  void autoscalerAloneSaysHowManyThereAre() {
    List<JsonNode> manifests = Chart.render(EVERYTHING);

    assertThat(Chart.only(manifests, "Deployment").at("/spec").has("replicas")).isFalse();
    assertThat(Chart.only(manifests, "HorizontalPodAutoscaler").at("/spec/scaleTargetRef/name"))
        .isEqualTo(Chart.only(manifests, "Deployment").at("/metadata/name"));
  }

  private static Set<String> environment(JsonNode pod) {
    Set<String> variables = new HashSet<>();
    for (JsonNode variable : pod.at("/containers/0/env")) {
      JsonNode secret = variable.at("/valueFrom/secretKeyRef");
      variables.add(
          variable.path("name").asText()
              + "="
              + (secret.isObject()
                  ? "secret " + secret.path("name").asText() + "/" + secret.path("key").asText()
                  : variable.path("value").asText()));
    }
    return variables;
  }

  /** What ends last must be given the time: requests, after the pause before them. */
  @Test
  void podHasTimeToEnd() throws IOException {
    JsonNode pod = Chart.only(Chart.render(_ -> {}), "StatefulSet").at("/spec/template/spec");
    JsonNode profile = Chart.read(Path.of("src/main/resources/application-container.yaml"));

    int requests =
        Integer.parseInt(
            profile.at("/spring/lifecycle/timeout-per-shutdown-phase").asText().replace("s", ""));
    int pause = Integer.parseInt(pod.at("/containers/0/lifecycle/preStop/exec/command/1").asText());
    assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThan(requests + pause);
  }

  @Test
  void rulesAreThoseOfTheFileWithTheirRunbook() {
    JsonNode rules = Chart.read(Chart.FOLDER.resolve("rules/daxlease.yaml"));

    JsonNode rendered = Chart.only(Chart.render(EVERYTHING), "PrometheusRule").path("spec");
    assertThat(rendered.toString())
        .isEqualTo(
            rules
                .toString()
                .replace("src/docs/runbook.md", "https://wiki.example.org/daxlease/runbook"));
  }

  @Test
  void dashboardsAreThoseOfTheFolder() throws IOException {
    JsonNode map =
        Chart.render(EVERYTHING).stream()
            .filter(m -> m.at("/metadata/name").asText().endsWith("-dashboards"))
            .findFirst()
            .orElseThrow();

    try (Stream<Path> files = Files.list(Chart.FOLDER.resolve("dashboards"))) {
      assertThat(files.toList())
          .hasSize(4)
          .allSatisfy(file -> {
            JsonNode text = map.path("data").path("daxlease-" + file.getFileName());
            assertThat(Chart.YAML.readTree(text.asText()))
                .isEqualTo(Chart.YAML.readTree(file.toFile()));
          });
    }
    assertThat(map.toString().length()).as("what a ConfigMap may have").isLessThan(1_000_000);
  }

  @Test
  void serviceMonitorFindsTheMeters() {
    JsonNode monitor = Chart.only(Chart.render(EVERYTHING), "ServiceMonitor");

    JsonNode endpoint = monitor.at("/spec/endpoints/0");
    assertThat(endpoint.path("path").asText()).isEqualTo("/actuator/prometheus");
    assertThat(endpoint.at("/relabelings/0/replacement").asText()).isEqualTo("daxlease");
    assertThat(endpoint.at("/authorization/credentials/name").asText())
        .isEqualTo("daxlease-monitor");
  }

  /** The image and the chart name the same things. */
  @Test
  void podFitsTheImage() throws IOException {
    String dockerfile = Files.readString(Path.of("Dockerfile"), UTF_8);
    JsonNode pod = Chart.only(Chart.render(_ -> {}), "StatefulSet").at("/spec/template/spec");
    JsonNode chart = Chart.read(Chart.FOLDER.resolve("Chart.yaml"));
    String pom = Files.readString(Path.of("pom.xml"), UTF_8);

    assertThat(dockerfile)
        .contains("USER %1$s:%1$s".formatted(pod.at("/securityContext/runAsUser").asText()))
        .contains("EXPOSE " + pod.at("/containers/0/ports/0/containerPort").asText())
        .contains("VOLUME [\"/app/data\", \"/tmp\"]")
        .contains("ARG VERSION=" + chart.path("appVersion").asText());
    assertThat(pom).contains("<version>" + chart.path("appVersion").asText() + "</version>");
    assertThat(
            Files.readString(Path.of(".dockerignore"), UTF_8).lines().collect(Collectors.toList()))
        .contains("*", "!target/daxlease-*.jar");
  }
}
