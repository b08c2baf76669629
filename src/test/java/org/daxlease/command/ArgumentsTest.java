package org.daxlease.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.daxlease.agent.RealSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

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

  /** Whoever polls for longer than a second is none of them. */
  @Test
  void answerIsWaitedForForTenSeconds() {
    assertThat(new ServerOptions().coordinator().patience()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void agentTakesUsersAndSignals() {
    var command = new CommandLine(new AgentCommand());

    ParseResult few = command.parseArgs("--users", "1000,0", "--signals", "SIGIO,SIGBUS");
    assertThat(few.matchedOptionValue("--users", List.of())).isEqualTo(List.of(1000L, 0L));
    assertThat(few.matchedOptionValue("--signals", Set.of()))
        .isEqualTo(Set.of(RealSignal.SIGIO, RealSignal.SIGBUS));
  }

  /** A lone half of a surrogate pair is no character in any locale. */
  @ParameterizedTest
  @ValueSource(strings = {"watch --process zzz", "blockers \ud800", "ps --token-file \ud800"})
  void whatCannotBeReadIsSaidInPlainWords(String arguments) {
    CommandRun run = CommandRun.of(arguments.split(" ")).with(ExitCode.USAGE.number());

    assertThat(run.err()).containsPattern("is no (id|path)").doesNotContain("java.", "Exception");
  }
}
