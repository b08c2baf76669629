package org.daxlease.coordination;

import java.util.UUID;
import org.daxlease.protocol.Pin;

/** Pages to be pinned; the offset is in the file, in bytes. */
public record PinPages(UUID mappingId, long offset, long length, Pin.Use use) {}
