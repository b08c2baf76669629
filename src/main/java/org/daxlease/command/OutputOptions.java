package org.daxlease.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** In what form a command says what it has to say. */
final class OutputOptions {

  /** By which it is known whether somebody wants JSON, also where a command has failed. */
  static final String JSON = "--json";

  @Option(names = JSON, description = "print JSON, as the service shows things")
  private boolean json;

  @SuppressWarnings("NullAway.Init")
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  boolean json() {
    return json;
  }

  Output output() {
    return new Output(command.commandLine(), json);
  }
}
