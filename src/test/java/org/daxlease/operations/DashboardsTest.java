package org.daxlease.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.daxlease.docs.Markdown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class DashboardsTest {

  private static final Pattern METER = Pattern.compile("daxlease_[a-z_]+");

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @Test
  void theyAreOneSet() {
    assertThat(dashboards()).hasSize(4);
    assertThat(dashboards().stream().map(d -> d.json().path("uid").asString()))
        .doesNotHaveDuplicates()
        .allMatch(uid -> uid.startsWith("daxlease-"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void asksForDataSourceNamespaceAndInstance(Dashboard dashboard) {
    assertThat(dashboard.json().at("/templating/list").valueStream())
        .extracting(variable -> variable.path("name").asString())
        .containsExactly("datasource", "namespace", "instance");
    assertThat(dashboard.json().findValues("datasource"))
        .filteredOn(JsonNode::isObject)
        .isNotEmpty()
        .allMatch(source -> source.path("uid").asString().equals("${datasource}"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelSaysWhatItShowsInWhichUnit(Dashboard dashboard) {
    assertThat(dashboard.graphs())
        .isNotEmpty()
        .allSatisfy(panel -> {
          assertThat(panel.path("title").asString()).isNotBlank();
          assertThat(panel.path("description").asString()).isNotBlank();
          assertThat(panel.at("/fieldConfig/defaults/unit").asString()).isNotBlank();
        });
    assertThat(dashboard.panels())
        .extracting(panel -> panel.path("id").asInt())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsDoNotOverlap(Dashboard dashboard) {
    Set<String> taken = new HashSet<>();
    for (JsonNode panel : dashboard.panels()) {
      JsonNode at = panel.path("gridPos");
      for (int x = 0; x < at.path("w").asInt(); x++) {
        for (int y = 0; y < at.path("h").asInt(); y++) {
          String cell = (at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y);
          assertThat(taken.add(cell)).as("%s at %s", panel.path("title"), cell).isTrue();
        }
      }
      assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void queriesSelectWhatIsAskedForAndLeaveTheIntervalToGrafana(Dashboard dashboard) {
    assertThat(dashboard.queries())
        .isNotEmpty()
        .allSatisfy(query -> {
          assertThat(query.expression())
              .contains("job=\"daxlease\",namespace=~\"$namespace\",instance=~\"$instance\"");
          assertThat(query.expression()).doesNotContainPattern("rate\\([^$]*\\[\\d");
        });
  }

  /** What nobody measures cannot be shown; a meter that nobody shows is not needed. */
  @Test
  void metersAreThoseOfTheTable() {
    Set<String> shown = new TreeSet<>();
    Stream.concat(
            dashboards().stream().flatMap(Dashboard::queries).map(Dashboard.Query::expression),
            Alert.all().stream().map(Alert::expression))
        .forEach(expression ->
            METER.matcher(expression).results().forEach(m -> shown.add(base(m.group()))));

    Set<String> table = new TreeSet<>();
    for (List<String> row : Markdown.of(Path.of("src/docs/metrics.md")).table("Meter")) {
      table.add(base(Markdown.names(row.getFirst()).getFirst().replace('.', '_')));
    }
    assertThat(shown).isEqualTo(table);
  }

  private static String base(String series) {
    return series.replaceAll("(_(total|bucket|count|sum))?$", "").replaceAll("_seconds$", "");
  }
}
