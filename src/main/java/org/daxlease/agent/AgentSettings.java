package org.daxlease.agent;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How an agent is set up.
 *
 * @param host the name by which the processes of this machine are registered
 * @param stateDirectory where it keeps its position; its own, nobody else's
 * @param ttl how long it counts as alive after a sign of life
 */
public record AgentSettings(
    String host, Path stateDirectory, Duration ttl, Permissions permissions) {}
