package org.daxlease.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;

class GuardedResolverTest {

  /** Each that does not answer takes as long as a connection may take. */
  @Test
  void ofManyAddressesOnlyTheFirstAllowedAreTried() throws UnknownHostException {
    DnsResolver names =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) {
            return List.of("10.0.0.1", "192.0.2.1", "8.8.8.1", "8.8.8.2", "8.8.8.3").stream()
                .map(InetAddress::ofLiteral)
                .toArray(InetAddress[]::new);
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };

    try (var resolver =
        new GuardedResolver(names, new AddressGuard(List.of()), Duration.ofSeconds(30))) {
      assertThat(resolver.resolve("receiver.example"))
          .containsExactly(InetAddress.ofLiteral("8.8.8.1"), InetAddress.ofLiteral("8.8.8.2"));
    }
  }
}
