package org.daxlease.client;

import java.time.Instant;
import java.util.UUID;

/** A registered file; its policy is left to those who read the JSON. */
public record FileInfo(
    UUID id,
    String filesystem,
    String path,
    String backing,
    long size,
    int pageSize,
    long generation,
    Instant createdAt) {}
