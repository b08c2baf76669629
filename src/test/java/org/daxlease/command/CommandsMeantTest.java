package org.daxlease.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsMeantTest {

  /**
   * Else options that stand before a command would start a service beside the one that is meant.
   */
  @ParameterizedTest
  @CsvSource({
    "ps, true",
    "--help, true",
    "--server http://127.0.0.1:1 ps, true",
    "--server=http://127.0.0.1:1 ps, true",
    "--server.port=8081 --debug, false"
  })
  void wordsAreCommands(String arguments, boolean meant) {
    assertThat(Commands.isMeant(arguments.split(" "))).isEqualTo(meant);
  }
}
