package org.daxlease.coordination.idempotency;

import java.util.function.Function;

/**
 * A key, and how what its request has led to becomes the answer that repetitions get.
 *
 * @param <R> what is known of a request that was carried out
 */
public record KeyedRequest<R>(IdempotencyKey key, Function<R, StoredResponse> answer) {}
