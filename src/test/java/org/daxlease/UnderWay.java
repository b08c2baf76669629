package org.daxlease;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;

/** What a service in this JVM has not answered yet. */
public final class UnderWay {

  private UnderWay() {}

  /** Requests, long polls and streams among them. */
  public static int requests(MeterRegistry meters) {
    return meters.find("http.server.requests.active").longTaskTimers().stream()
        .mapToInt(LongTaskTimer::activeTasks)
        .sum();
  }
}
