package org.daxlease.coordination;

import java.util.UUID;

/** A process on a file, of which something is to be read. */
record Party(UUID fileId, UUID processId) {}
