package org.daxlease.agent;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The signals of the ladder, by the numbers they have on x86-64, arm64 and most others. */
public enum RealSignal {
  SIGIO(29),
  SIGBUS(7),
  SIGKILL(9);

  private final int number;

  RealSignal(int number) {
    this.number = number;
  }

  /** Empty for one that did not exist when this agent was made. */
  static Optional<RealSignal> named(@Nullable String name) {
    return Arrays.stream(values()).filter(signal -> signal.name().equals(name)).findFirst();
  }

  int number() {
    return number;
  }
}
