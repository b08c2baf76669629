package org.daxlease.coordination;

import java.util.List;

/** One of the commands that share a transaction, and who gives it. */
public record CallerCommand<C>(Caller caller, C command) {

  /** What one caller asks for at once. */
  public static <C> List<CallerCommand<C>> by(Caller caller, List<C> commands) {
    return commands.stream().map(c -> new CallerCommand<>(caller, c)).toList();
  }
}
