package org.daxlease.client;

import java.util.List;

/** The answer to a heartbeat: the process, and its signals that nobody has acknowledged. */
public record HeartbeatInfo(ProcessInfo process, List<Event> signals) {

  /**
   * A sign of life.
   *
   * @param acknowledged ids of signals that the process has got
   */
  public record Beat(List<String> acknowledged) {}
}
