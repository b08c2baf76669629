package org.daxlease.coordination.retention;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long rows are kept.
 *
 * @param ended how long pins, leases, mappings, operations and processes stay readable after their
 *     end; zero keeps them for ever
 */
@Validated
@ConfigurationProperties("daxlease.retention")
record RetentionProperties(@DefaultValue("0s") @DurationMin(nanos = 0) Duration ended) {}
