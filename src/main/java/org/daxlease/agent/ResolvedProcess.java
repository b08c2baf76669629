package org.daxlease.agent;

/** What a registration turned out to be on this machine. */
sealed interface ResolvedProcess {

  /** It is there, and held. */
  record Held(TrackedProcess process) implements ResolvedProcess {}

  /** It was here and is no more. */
  record Gone() implements ResolvedProcess {}

  /** Nothing that this agent can speak of, and why. */
  record Foreign(String why) implements ResolvedProcess {}
}
