package org.daxlease.coordination.gathering;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How single commands are gathered into transactions; each limit counts for each kind of command.
 *
 * @param transactions transactions at a time; with several, one decides while another commits
 * @param commands commands in one transaction, unless a request alone brings more
 * @param queue commands that may wait; one more is told to come back
 * @param patience how long a command waits before it is told to come back
 */
@Validated
@ConfigurationProperties("daxlease.gathering")
record GatheringProperties(
    @DefaultValue("1") @Positive int transactions,
    @DefaultValue("256") @Positive int commands,
    @DefaultValue("4096") @Positive int queue,
    @DefaultValue("5s") @NotNull @DurationMin(millis = 1) Duration patience) {}
