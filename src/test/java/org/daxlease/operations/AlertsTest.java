package org.daxlease.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlertsTest {

  private static final Path RUNBOOK = Path.of("src/docs/runbook.md");
  private static final Path CASES = Path.of("src/test/prometheus/alerts_test.yaml");

  static List<Alert> alerts() {
    return Alert.all();
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void saysHowBadItIsForHowLongAndWhatToDo(Alert alert) {
    assertThat(alert.name()).matches("DaxLease[A-Z]\\w+");
    assertThat(alert.lasting()).matches("\\d+[smh]");
    assertThat(alert.labels().get("severity")).isIn("critical", "warning");
    assertThat(alert.annotations().get("summary")).isNotBlank();
    assertThat(alert.annotations().get("description")).isNotBlank();
    assertThat(alert.annotations().get("runbook_url")).isEqualTo(alert.anchor());
  }

  @Test
  void runbookHasASectionForEachAlertAndForNothingElse() throws IOException {
    assertThat(matches(RUNBOOK, "(?m)^## (\\S+)$"))
        .containsExactlyElementsOf(alerts().stream().map(Alert::name).toList());
  }

  @Test
  void eachSectionSaysWhatItMeansWhereToLookAndWhatToDo() throws IOException {
    String[] sections = Files.readString(RUNBOOK, UTF_8).split("\n## ");

    assertThat(Stream.of(sections).skip(1))
        .isNotEmpty()
        .allSatisfy(
            section -> assertThat(section).contains("**What it means.**", "**Look.**", "**Do.**"));
  }

  /** promtool runs them; here it is seen that none is forgotten. */
  @Test
  void eachAlertHasACaseInWhichItFiresAndOneInWhichItIsSilent() throws IOException {
    List<String> names = alerts().stream().map(Alert::name).toList();

    assertThat(matches(CASES, "(?m)- name: (\\S+) fires$")).containsExactlyElementsOf(names);
    assertThat(matches(CASES, "(?m)- name: (\\S+) is silent$")).containsExactlyElementsOf(names);
  }

  private static List<String> matches(Path file, String pattern) throws IOException {
    Stream<MatchResult> found =
        Pattern.compile(pattern).matcher(Files.readString(file, UTF_8)).results();
    return found.map(m -> m.group(1)).toList();
  }
}
