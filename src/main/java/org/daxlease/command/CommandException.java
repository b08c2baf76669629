package org.daxlease.command;

import java.io.Serial;

/** Ends a command with a message and an exit code. */
final class CommandException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final ExitCode code;

  CommandException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
