package org.daxlease.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;

class OutboundClientTest {

  /** The greatest daxlease.webhook.attempts, for each of the quick, the slow and the urgent. */
  private static final int MOST_ATTEMPTS = 3 * 2000;

  @Test
  void noAttemptWaitsForTheConnectionOfAnother() {
    var properties =
        new OutboundProperties(List.of(), Duration.ofSeconds(2), Duration.ofSeconds(10));

    try (var connections =
        OutboundClient.connections(properties, SystemDefaultDnsResolver.INSTANCE)) {
      assertThat(connections.getMaxTotal()).isGreaterThanOrEqualTo(MOST_ATTEMPTS);
      assertThat(connections.getDefaultMaxPerRoute()).isGreaterThanOrEqualTo(MOST_ATTEMPTS);
    }
  }
}
