package org.daxlease.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pins that an answer does not name are counted where its others are listed. A service that does
 * not count yet names them all.
 */
class CountedPinsTest {

  private static final String BLOCKERS = "{'items': [{'host': 'gpu-07', 'pid': 4711, %s}]}";
  private static final String PROCESSES =
      "[{'host': 'gpu-07', 'pid': 4711, 'filePins': [{'path': '/a', %s}]}]";
  private static final String PIN = "'pins': [{'id': 'a', 'offset': 0, 'length': 4096}]";

  @ParameterizedTest
  @ValueSource(strings = {"'pinCount': 1, " + PIN, PIN})
  void nothingIsSaidOfMoreWhereAllAreNamed(String pins) {
    assertThat(ranges(BLOCKERS, pins, 2, BlockersCommand::text)).containsExactly("[0, 4096)");
    assertThat(ranges(PROCESSES, pins, 3, PsCommand::text)).containsExactly("[0, 4096)");
  }

  @Test
  void othersAreCounted() {
    String pins = "'pinCount': 3, " + PIN;
    assertThat(ranges(BLOCKERS, pins, 2, BlockersCommand::text))
        .containsExactly("[0, 4096)", "2 more");
    assertThat(ranges(PROCESSES, pins, 3, PsCommand::text)).containsExactly("[0, 4096)", "2 more");
  }

  private static List<String> ranges(
      String shown, String pins, int column, Function<JsonNode, String> text) {
    String json = shown.formatted(pins).replace('\'', '"');
    return text.apply(JsonMapper.shared().readTree(json))
        .lines()
        .skip(1)
        .map(row -> row.strip().split(" {2,}")[column])
        .toList();
  }
}
