package org.daxlease.coordination;

import java.util.UUID;
import org.daxlease.protocol.Protection;

/** A mapping to be made; offset and length as they were asked for, in bytes. */
public record MapFile(
    UUID processId, UUID fileId, long offset, long length, Protection protection) {}
