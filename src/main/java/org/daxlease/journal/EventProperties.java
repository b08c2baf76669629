package org.daxlease.journal;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the service names itself in its events.
 *
 * @param source the CloudEvents source of every event, a URI reference; give each coordinator its
 *     own where the events of several meet
 */
@Validated
@ConfigurationProperties("daxlease")
record EventProperties(@DefaultValue("/daxlease") @NotBlank String source) {}
