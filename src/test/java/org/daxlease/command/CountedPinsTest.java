package org.daxlease.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pins that an answer does not name are counted where its others are listed. */
class CountedPinsTest {

  private static final String PINS =
      "\"pinCount\": %d, \"pins\": [{\"id\": \"a\", \"offset\": 0, \"length\": 4096}]";

  @ParameterizedTest
  @CsvSource({"1, '[0, 4096)'", "3, '[0, 4096)|2 more'"})
  void ofABlocker(int pinCount, String ranges) {
    String shown = "{'items': [{'host': 'gpu-07', 'pid': 4711, %s}]}".replace('\'', '"');

    assertThat(ranges(shown, pinCount, 2, BlockersCommand::text)).isEqualTo(ranges);
  }

  @ParameterizedTest
  @CsvSource({"1, '[0, 4096)'", "3, '[0, 4096)|2 more'"})
  void ofAProcess(int pinCount, String ranges) {
    String shown =
        "[{'host': 'gpu-07', 'pid': 4711, 'filePins': [{'path': '/a', %s}]}]".replace('\'', '"');

    assertThat(ranges(shown, pinCount, 3, PsCommand::text)).isEqualTo(ranges);
  }

  private static String ranges(
      String shown, int pinCount, int column, Function<JsonNode, String> text) {
    JsonNode json = JsonMapper.shared().readTree(shown.formatted(PINS.formatted(pinCount)));
    List<String> rows = text.apply(json).lines().skip(1).toList();
    return String.join("|", rows.stream().map(row -> row.strip().split(" {2,}")[column]).toList());
  }
}
