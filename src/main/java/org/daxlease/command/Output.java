package org.daxlease.command;

import java.io.PrintWriter;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a command says: one JSON document (or, of events, one a line) on standard output, or text
 * for people. What goes on in between is shown on a terminal in one line that changes, elsewhere in
 * lines, and beside JSON on standard error.
 */
final class Output {

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final PrintWriter progress;
  private final PrintWriter err;
  private final boolean json;
  private final boolean terminal;
  private String last = "";

  Output(CommandLine command, boolean json) {
    this(command, json, System.console() != null && System.console().isTerminal());
  }

  Output(CommandLine command, boolean json, boolean terminal) {
    this.out = command.getOut();
    this.err = command.getErr();
    this.progress = json ? err : out;
    this.json = json;
    this.terminal = terminal;
  }

  /** The result, in the form that was asked for. */
  void result(String text, JsonNode document) {
    clear();
    out.println(json ? document.toPrettyString() : TerminalText.lines(text));
    out.flush();
  }

  /**
   * One of many results.
   *
   * @throws CommandException if nobody reads them any more
   */
  void line(String text, Object document) {
    out.println(json ? JsonMapper.shared().writeValueAsString(document) : TerminalText.line(text));
    if (out.checkError()) {
      throw new CommandException(ExitCode.UNREAD, ExitCode.UNREAD.meaning());
    }
  }

  /** What just happened. */
  void say(String text) {
    clear();
    progress.println(TerminalText.lines(text));
    progress.flush();
    last = "";
  }

  /** What is no result, but should not go unnoticed. */
  void warn(String text) {
    err.println(TerminalText.lines(text));
    err.flush();
  }

  /**
   * What goes on.
   *
   * @param state what is worth a line where lines are written
   * @param counting what only a terminal shows, as it changes every second
   */
  void status(String state, String counting) {
    if (terminal) {
      progress.print(CLEAR_LINE + TerminalText.line(state + counting));
      progress.flush();
    } else if (!state.equals(last)) {
      progress.println(TerminalText.line(state + counting));
      progress.flush();
    }
    last = state;
  }

  boolean isJson() {
    return json;
  }

  boolean isTerminal() {
    return terminal;
  }

  private void clear() {
    if (terminal && !last.isEmpty()) {
      progress.print(CLEAR_LINE);
      progress.flush();
    }
  }
}
