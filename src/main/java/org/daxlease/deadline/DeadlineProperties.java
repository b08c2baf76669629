package org.daxlease.deadline;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How deadlines are fired.
 *
 * @param poll how often to look for deadlines that another replica has set; own ones are known
 * @param batch how many due rows are picked at a time
 * @param workers how many files are worked on at a time
 * @param cleanUp how often expired idempotency keys, old journal entries and rows of what ended
 *     long ago are looked for
 */
@Validated
@ConfigurationProperties("daxlease.deadline")
record DeadlineProperties(
    @DefaultValue("500ms") @DurationMin(millis = 10) Duration poll,
    @DefaultValue("1000") @Min(1) @Max(10_000) int batch,
    @DefaultValue("4") @Min(1) @Max(64) int workers,
    @DefaultValue("1m") @DurationMin(seconds = 1) Duration cleanUp) {}
