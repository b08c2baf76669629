package org.daxlease.command;

import java.util.regex.Pattern;

/**
 * Text as a terminal may be shown it, whoever chose it: nothing in it moves the cursor, begins a
 * line or turns one round.
 */
final class TerminalText {

  private static final String ACTING = "\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}";
  private static final Pattern IN_A_LINE = Pattern.compile("[" + ACTING + "]");
  private static final Pattern IN_LINES = Pattern.compile("[" + ACTING + "&&[^\n]]");

  private TerminalText() {}

  static String line(String text) {
    return escape(IN_A_LINE, text);
  }

  /** Where line breaks are meant. */
  static String lines(String text) {
    return escape(IN_LINES, text);
  }

  private static String escape(Pattern acting, String text) {
    return acting
        .matcher(text)
        .replaceAll(found -> "\\\\u%04x".formatted(found.group().codePointAt(0)));
  }
}
