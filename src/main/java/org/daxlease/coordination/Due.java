package org.daxlease.coordination;

import java.time.Instant;
import java.util.UUID;

/** Something whose moment has come: looked at again under its file's lock. */
record Due(UUID id, UUID fileId, Instant at) {}
