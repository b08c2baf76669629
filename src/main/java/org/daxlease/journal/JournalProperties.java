package org.daxlease.journal;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long the journal is kept and how it is followed.
 *
 * @param maxEntries how many entries are kept at least, even if they are older than max-age
 * @param maxAge how long an entry is kept at least, even if there are more than max-entries
 * @param pollInterval how often the journal is looked at without a hint: what a commit of another
 *     replica waits for at most
 */
@Validated
@ConfigurationProperties("daxlease.journal")
record JournalProperties(
    @DefaultValue("1000000") @Positive long maxEntries,
    @DefaultValue("7d") @DurationMin(nanos = 0) Duration maxAge,
    @DefaultValue("100ms") @DurationMin(millis = 1) Duration pollInterval) {}
