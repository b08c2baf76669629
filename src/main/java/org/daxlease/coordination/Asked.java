package org.daxlease.coordination;

import java.util.List;

/** One of the commands that share a transaction, and who gives it. */
public record Asked<C>(Caller caller, C command) {

  /** What one caller asks for at once. */
  public static <C> List<Asked<C>> by(Caller caller, List<C> commands) {
    return commands.stream().map(c -> new Asked<>(caller, c)).toList();
  }
}
