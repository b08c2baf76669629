package org.daxlease.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A process to be registered.
 *
 * @param command what it is; cut to what a registration may hold
 */
public record NewProcess(
    String host,
    int pid,
    @Nullable String startTime,
    @Nullable String command,
    @Nullable Duration heartbeatTtl) {

  private static final int LONGEST_COMMAND = 4096;

  /** Command lines may be longer than that: of a Java with a class path, most are. */
  public NewProcess {
    if (command != null && command.length() > LONGEST_COMMAND) {
      boolean splits = Character.isHighSurrogate(command.charAt(LONGEST_COMMAND - 1));
      command = command.substring(0, splits ? LONGEST_COMMAND - 1 : LONGEST_COMMAND);
    }
  }
}
