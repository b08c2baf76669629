package org.daxlease.command;

import java.util.function.Consumer;
import org.daxlease.client.UnreachableException;

/** A service that is away, or refuses for now: said once, and once more when that is over. */
final class OutageReporter {

  private final Consumer<String> says;
  private boolean on;

  OutageReporter(Consumer<String> says) {
    this.says = says;
  }

  boolean isOn() {
    return on;
  }

  void goesOn(RuntimeException failure) {
    if (!on) {
      String what = failure instanceof UnreachableException ? "is away" : "refuses for now";
      says.accept("the service " + what + ": " + failure.getMessage());
    }
    on = true;
  }

  void ends() {
    if (on) {
      says.accept("the service is back");
    }
    on = false;
  }
}
