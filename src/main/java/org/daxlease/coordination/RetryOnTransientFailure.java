package org.daxlease.coordination;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.resilience.annotation.Retryable;

/**
 * Commands that are tried again, in a new transaction, when the database failed for the moment or
 * another transaction was first. Bounded and jittered; what still fails is the caller's 503.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Retryable(
    predicate = RetryDecision.class,
    maxRetries = 10,
    // After this time no other attempt begins: long enough for a database that restarts.
    timeout = 5_000,
    delay = 10,
    jitter = 10,
    multiplier = 2,
    maxDelay = 500)
public @interface RetryOnTransientFailure {}
