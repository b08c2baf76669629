package org.daxlease.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {

  @Test
  void nothingMovesTheCursorOrBeginsALine() {
    assertThat(TerminalText.line("/a\u001b]0;x\u0007\r\nb\u202ec\u2028d\u00e9 e"))
        .isEqualTo("/a\\u001b]0;x\\u0007\\u000d\\u000ab\\u202ec\\u2028d\u00e9 e");
    assertThat(TerminalText.lines("a\nb\rc")).isEqualTo("a\nb\\u000dc");
  }

  @Test
  void rowOfATableIsOneLine() {
    var table = new Table("PATH", "PINS");
    table.row("/a\nFAKE\u001b[2J", "1");

    assertThat(table.toString().lines()).hasSize(2);
    assertThat(table.toString()).contains("/a\\u000aFAKE\\u001b[2J  1");
  }
}
