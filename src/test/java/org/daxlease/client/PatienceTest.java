package org.daxlease.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PatienceTest {

  /** Each client of the JDK has a thread and a pool of its own. */
  @Test
  void whoeverIsLessPatientUsesTheSameConnections() {
    var coordinator = CoordinatorClient.at(URI.create("http://127.0.0.1:1"), Credentials.NONE);

    CoordinatorClient prompt = coordinator.withPatience(Duration.ofSeconds(1));

    assertThat(prompt.http()).isSameAs(coordinator.http());
    assertThat(prompt.patience()).isLessThan(coordinator.patience());
  }

  @Test
  void serviceThatTakesARequestAndSaysNothingIsUnreachable() throws IOException {
    try (var silent = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      ProcessApi processes =
          CoordinatorClient.at(uri, Credentials.NONE)
              .withPatience(Duration.ofMillis(50))
              .processes();

      assertThatExceptionOfType(UnreachableException.class)
          .isThrownBy(() -> processes.process(UUID.randomUUID()));
    }
  }
}
