package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.daxlease.command.Commands;
import tools.jackson.databind.JsonNode;

/** How a command ended and what it said. */
record CommandRun(int code, String out, String err) {

  /** Runs a command against the service on a port. */
  static CommandRun at(int port, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(1, List.of("--server", "http://127.0.0.1:" + port));
    return of(all.toArray(String[]::new));
  }

  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Commands.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new CommandRun(code, out.toString(), err.toString());
  }

  CommandRun with(int expected) {
    assertThat(code).as(toString()).isEqualTo(expected);
    return this;
  }

  /** It failed with this code and said why in one line. */
  String failedWith(int expected) {
    with(expected);
    assertThat(err.lines()).as(err).hasSize(1);
    return err;
  }

  JsonNode json() {
    return Json.read(out);
  }
}
