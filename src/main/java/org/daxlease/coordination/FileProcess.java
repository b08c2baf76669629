package org.daxlease.coordination;

import java.util.UUID;

/** A process on a file, of which something is to be read. */
record FileProcess(UUID fileId, UUID processId) {}
