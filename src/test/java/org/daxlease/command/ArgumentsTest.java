package org.daxlease.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of arguments before anything is done. */
class ArgumentsTest {

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

  /** A lone half of a surrogate pair is no character in any locale. */
  @ParameterizedTest
  @ValueSource(strings = {"watch --process zzz", "blockers \ud800", "ps --token-file \ud800"})
  void whatCannotBeReadIsSaidInPlainWords(String arguments) {
    CommandRun run = CommandRun.of(arguments.split(" ")).with(ExitCode.USAGE.number());

    assertThat(run.err()).containsPattern("is no (id|path)").doesNotContain("java.", "Exception");
  }
}
