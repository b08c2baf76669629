package org.daxlease.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A process to be registered. */
public record NewProcess(
    String host,
    int pid,
    @Nullable String startTime,
    @Nullable String command,
    @Nullable Duration heartbeatTtl) {}
