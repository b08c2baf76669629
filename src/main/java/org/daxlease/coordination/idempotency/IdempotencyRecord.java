package org.daxlease.coordination.idempotency;

/** The answer that a key has, and the body that it belongs to. */
public record IdempotencyRecord(String bodyHash, StoredResponse answer) {}
