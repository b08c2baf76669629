package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.daxlease.coordination.IfMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, 13.1.1: {@code *}, or a list of tags that are compared strongly. */
class EntityTagsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"7\"",
        "\"1\", \"7\"",
        "\"7\",\"1\"",
        ", ,\"x,y\" ,\t\"7\" ,",
        "W/\"7\", \"7\"",
        "  \"7\"  ",
        "\"\", \"7\"",
      })
  void aListThatHasTheVersionHolds(String condition) {
    assertThat(EntityTags.condition(List.of(condition)).holds(7L)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1\", \"2\"",
        "W/\"7\"",
        "w/\"7\"",
        "7",
        "\"7",
        "\"7\" \"7\"",
        "\"7\"; \"8\"",
        "\"1,7,2\"",
        "\"1\", 7",
        "\"7\", nonsense",
        "*, \"7\"",
        "\"07\"",
        "\"99999999999999999999\"",
        "",
        ",",
      })
  void whatDoesNotNameTheVersionDoesNotHold(String condition) {
    assertThat(EntityTags.condition(List.of(condition)).holds(7L)).isFalse();
  }

  @Test
  void severalLinesAreOneList() {
    IfMatch condition = EntityTags.condition(List.of("\"1\"", "\"7\""));
    assertThat(condition.holds(7L)).isTrue();
    assertThat(condition.holds(1L)).isTrue();
    assertThat(condition.holds(2L)).isFalse();
  }

  @Test
  void anyVersionWillDoForAStarButThereMustBeOne() {
    assertThat(EntityTags.condition(List.of(" * ")).holds(7L)).isTrue();
    assertThat(EntityTags.condition(List.of("*")).holds(null)).isFalse();
    assertThat(EntityTags.condition(List.of("\"7\"")).holds(null)).isFalse();
  }

  @Test
  void noConditionHoldsForWhatIsNotThere() {
    assertThat(EntityTags.condition(List.of()).holds(null)).isTrue();
  }
}
