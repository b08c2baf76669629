package org.daxlease.coordination;

import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.EnableResilientMethods;

/** Puts the retries of {@link RetryOnTransientFailure} around the transactions, not inside them. */
@Configuration(proxyBeanMethods = false)
@EnableResilientMethods
class ResilienceConfiguration {}
