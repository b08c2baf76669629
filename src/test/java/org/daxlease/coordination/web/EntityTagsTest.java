package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.daxlease.coordination.Precondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, 13.1.1: {@code *}, or a list of tags that are compared strongly. */
class EntityTagsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"7-00c0ffee\"",
        "\"1-00c0ffee\", \"7-00c0ffee\"",
        "\"7-00c0ffee\",\"1-00c0ffee\"",
        ", ,\"x,y\" ,\t\"7-00c0ffee\" ,",
        "W/\"7-00c0ffee\", \"7-00c0ffee\"",
        "  \"7-00c0ffee\"  ",
        "\"\", \"7-00c0ffee\"",
      })
  void aListThatHasTheVersionHolds(String condition) {
    assertThat(EntityTags.condition(List.of(condition), List.of()).holds(7L)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1-00c0ffee\", \"2-00c0ffee\"",
        "W/\"7-00c0ffee\"",
        "w/\"7-00c0ffee\"",
        "7-00c0ffee",
        "\"7\"",
        "\"7-c0ffee\"",
        "\"7",
        "\"7-00c0ffee\" \"7-00c0ffee\"",
        "\"7-00c0ffee\"; \"8-00c0ffee\"",
        "\"1,7,2\"",
        "\"1-00c0ffee\", 7",
        "\"7-00c0ffee\", nonsense",
        "*, \"7-00c0ffee\"",
        "\"07-00c0ffee\"",
        "\"99999999999999999999\"",
        "",
        ",",
      })
  void whatDoesNotNameTheVersionDoesNotHold(String condition) {
    assertThat(EntityTags.condition(List.of(condition), List.of()).holds(7L)).isFalse();
  }

  @Test
  void severalLinesAreOneList() {
    Precondition condition =
        EntityTags.condition(List.of("\"1-00c0ffee\"", "\"7-00c0ffee\""), List.of());
    assertThat(condition.holds(7L)).isTrue();
    assertThat(condition.holds(1L)).isTrue();
    assertThat(condition.holds(2L)).isFalse();
  }

  @Test
  void anyVersionWillDoForAStarButThereMustBeOne() {
    assertThat(EntityTags.condition(List.of(" * "), List.of()).holds(7L)).isTrue();
    assertThat(EntityTags.condition(List.of("*"), List.of()).holds(null)).isFalse();
    assertThat(EntityTags.condition(List.of("\"7-00c0ffee\""), List.of()).holds(null)).isFalse();
  }

  @Test
  void noConditionHoldsForWhatIsNotThere() {
    assertThat(EntityTags.condition(List.of(), List.of()).holds(null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"7-00c0ffee\"", "W/\"7-00c0ffee\"", "*", "\"1-0\", nonsense"})
  void ifNoneMatchHoldsForNothingThatItNames(String condition) {
    assertThat(EntityTags.condition(List.of(), List.of(condition)).holds(7L)).isFalse();
    assertThat(EntityTags.condition(List.of(), List.of(condition)).holds(null)).isTrue();
  }

  @Test
  void ifNoneMatchHoldsForEverythingElse() {
    List<String> seven = List.of("\"7-00c0ffee\"");
    assertThat(EntityTags.condition(List.of(), seven).holds(8L)).isTrue();
    assertThat(EntityTags.condition(List.of("*"), seven).holds(8L)).isTrue();
    assertThat(EntityTags.condition(List.of("*"), seven).holds(7L)).isFalse();
    assertThat(EntityTags.condition(List.of("*"), seven).holds(null)).isFalse();
  }
}
