package org.daxlease.agent;

/** What a registration turned out to be on this machine. */
sealed interface Adoption {

  /** It is there, and held. */
  record Held(Watched process) implements Adoption {}

  /** It was here and is no more. */
  record Gone() implements Adoption {}

  /** Nothing that this agent can speak of, and why. */
  record Foreign(String why) implements Adoption {}
}
