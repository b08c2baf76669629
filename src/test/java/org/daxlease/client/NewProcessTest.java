package org.daxlease.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a registration may hold. */
class NewProcessTest {

  @Test
  void longCommandLineIsCutBetweenItsCharacters() {
    String before = "x".repeat(4095);

    assertThat(commandOf(before + "yz")).isEqualTo(before + "y");
    assertThat(commandOf(before + "\uD83D\uDC18")).isEqualTo(before);
    assertThat(commandOf(before)).isEqualTo(before);
  }

  private static String commandOf(String line) {
    return String.valueOf(new NewProcess("host", 1, null, line, null).command());
  }
}
