package org.daxlease.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a command ended and what it said. */
public record CommandRun(int code, String out, String err) {

  /** Runs a command against the service on a port. */
  public static CommandRun at(int port, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(1, List.of("--server", "http://127.0.0.1:" + port));
    return of(all.toArray(String[]::new));
  }

  public static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Commands.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new CommandRun(code, out.toString(), err.toString());
  }

  public CommandRun with(int expected) {
    assertThat(code).as(toString()).isEqualTo(expected);
    return this;
  }

  /** It failed with this code and said why in one line. */
  public String failedWith(int expected) {
    with(expected);
    assertThat(err.lines()).as(err).hasSize(1);
    return err;
  }

  public JsonNode json() {
    return JsonMapper.shared().readTree(out);
  }
}
