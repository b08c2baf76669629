package org.daxlease.webhook.http;

import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where webhooks may lead, and how long one attempt may take.
 *
 * @param allowedNetworks networks (CIDR) that receivers may be in beside the public addresses, such
 *     as 10.0.0.0/8 for node agents; a 127.0.0.0/8 opens this machine itself
 * @param connectTimeout how long looking up a receiver's name may take, and then connecting to it
 * @param timeout how long one attempt may take altogether
 */
@Validated
@ConfigurationProperties("daxlease.webhook")
public record OutboundProperties(
    @DefaultValue List<@Pattern(regexp = CIDR, message = IS_CIDR) String> allowedNetworks,
    @DefaultValue("2s") @DurationMin(millis = 10) @DurationMax(seconds = 60)
        Duration connectTimeout,
    @DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(seconds = 60) Duration timeout) {

  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final String CIDR =
      "("
          + OCTET
          + "\\.){3}"
          + OCTET
          + "/([0-9]|[12][0-9]|3[0-2])"
          + "|[0-9A-Fa-f]*:[0-9A-Fa-f:.]{1,44}/([0-9]|[1-9][0-9]|1[01][0-9]|12[0-8])";
  private static final String IS_CIDR = "must be a network such as 10.0.0.0/8 or fd00::/8";
}
