package org.daxlease.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class BlockersCommandTest {

  @Test
  void pinsThatAreNotNamedAreCounted() {
    assertThat(text(3).lines().map(line -> line.strip().split(" {2,}")).map(cells -> cells[2]))
        .containsExactly("RANGE", "[0, 4096)", "2 more");
  }

  @Test
  void nothingIsSaidOfMoreWhereAllAreNamed() {
    assertThat(text(1)).doesNotContain("more").contains("[0, 4096)");
  }

  private static String text(int pinCount) {
    return BlockersCommand.text(
        JsonMapper.shared()
            .readTree(
                """
                {"items": [{"processId": "p", "host": "gpu-07", "pid": 4711, "leaseId": null,
                  "pinCount": %d, "pins": [{"id": "a", "offset": 0, "length": 4096}],
                  "stage": null, "deadline": null}], "operations": []}
                """
                    .formatted(pinCount)));
  }
}
