package org.daxlease.coordination;

import java.util.UUID;
import org.daxlease.protocol.Operation;
import org.jspecify.annotations.Nullable;

/**
 * An operation to be requested.
 *
 * @param requester a label for people, not an identity
 */
public record RequestOperation(
    UUID fileId, Operation.Request request, @Nullable String requester, @Nullable String reason) {}
