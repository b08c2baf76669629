package org.daxlease.protocol;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the rules know of a process.
 *
 * @param lapsed it missed its heartbeats
 * @param killed it has got its one SIGKILL
 * @param agentUntil how long the node agent of its host is taken to be alive without a new sign of
 *     it; null where there is no agent, or where the command does not ask
 */
public record Process(
    UUID id, ProcessState state, boolean lapsed, boolean killed, @Nullable Instant agentUntil) {

  public boolean isRunning() {
    return state == ProcessState.RUNNING;
  }

  /** The same, on a host whose node agent is taken to be alive until then. */
  public Process withAgentUntil(@Nullable Instant until) {
    return new Process(id, state, lapsed, killed, until);
  }

  /** Whether the node agent of its host is taken to be alive. */
  boolean hasAgent(Instant now) {
    return agentUntil != null && now.isBefore(agentUntil);
  }

  /**
   * Until when its node agent, and nobody else, says that the SIGKILL it got has taken effect (rule
   * 16); null where nobody is left to say it.
   */
  @Nullable Instant reportAwaitedUntil(Instant now) {
    return killed && hasAgent(now) ? agentUntil : null;
  }

  Process become(ProcessState next) {
    return new Process(id, state.become(next), lapsed, killed, agentUntil);
  }

  Process lapse() {
    return new Process(id, state, true, killed, agentUntil);
  }

  Process afterKill() {
    return new Process(id, state, lapsed, true, agentUntil);
  }
}
