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
 * @param transactions transactions at a time; one begins beside another only with as many commands
 *     as fit into it, and then decides while the other is written; or where the other stalls
 * @param commands commands in one transaction, unless a request alone brings more
 * @param queue commands that may wait; one more is told to come back
 * @param stall how long a transaction may take before another begins beside it for few commands
 *     too, which need not wait for what it waits for
 * @param patience how long a command waits before it is told to come back
 */
@Validated
@ConfigurationProperties("daxlease.gathering")
record GatheringProperties(
    @DefaultValue("2") @Positive int transactions,
    @DefaultValue("256") @Positive int commands,
    @DefaultValue("16384") @Positive int queue,
    @DefaultValue("100ms") @NotNull @DurationMin(millis = 1) Duration stall,
    @DefaultValue("5s") @NotNull @DurationMin(millis = 1) Duration patience) {}
