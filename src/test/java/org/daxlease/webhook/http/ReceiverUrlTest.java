package org.daxlease.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiverUrlTest {

  private static final Duration TIME = Duration.ofSeconds(1);

  private final ReceiverUrl strict = new ReceiverUrl(new OutboundProperties(List.of(), TIME, TIME));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0177.0.0.1",
        "012.0.0.1",
        "010.8.8.8",
        "8.8.8.010",
        "0xa.0.0.1",
        "127.0.0.1.",
        "[::1]",
        "[::ffff:10.0.0.1]"
      })
  void addressThatIsForbiddenInAnyReadingIsRefused(String host) {
    assertThat(strict.objection("http://" + host + "/")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "8.8.8.0", "receiver.example", "8.example", "[2606:4700::1]"})
  void whateverMayBePublicIsTaken(String host) {
    assertThat(strict.objection("http://" + host + "/")).isEmpty();
  }
}
