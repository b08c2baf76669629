package org.daxlease.agent;

/** The signals of the ladder, by the numbers they have on x86-64, arm64 and most others. */
public enum RealSignal {
  SIGIO(29),
  SIGBUS(7),
  SIGKILL(9);

  private final int number;

  RealSignal(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
