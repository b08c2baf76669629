package org.daxlease.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedResolverTest {

  private interface Names {
    InetAddress[] resolve(String host);
  }

  private static GuardedResolver resolver(Duration patience, Names names) {
    var resolver =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) {
            return names.resolve(host);
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };
    return new GuardedResolver(resolver, new AddressGuard(List.of()), patience);
  }

  private static InetAddress[] addresses(String... literals) {
    return Arrays.stream(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  /** Each that does not answer takes as long as a connection may take. */
  @Test
  void ofManyAddressesOnlyTheFirstAllowedAreTried() throws UnknownHostException {
    try (var resolver =
        resolver(
            Duration.ofSeconds(30),
            _ -> addresses("10.0.0.1", "192.0.2.1", "8.8.8.1", "8.8.8.2", "8.8.8.3"))) {
      assertThat(resolver.resolve("receiver.example"))
          .containsExactly(InetAddress.ofLiteral("8.8.8.1"), InetAddress.ofLiteral("8.8.8.2"));
    }
  }

  /** Its threads are everybody's. */
  @Test
  void nameThatHangsKeepsOneThreadHoweverManyWantIt() {
    var hanging = new CompletableFuture<@Nullable Void>();
    var begun = new AtomicInteger();
    try (var resolver =
        resolver(
            Duration.ofMillis(1),
            _ -> {
              begun.incrementAndGet();
              hanging.join();
              return addresses("8.8.8.1");
            })) {
      for (int i = 0; i < 100; i++) {
        assertThatExceptionOfType(SlowNameException.class)
            .isThrownBy(() -> resolver.resolve("hanging.example"));
      }

      await().until(() -> begun.get() > 0);
      assertThat(begun).hasValue(1);
      hanging.complete(null);
      await().ignoreExceptions().until(() -> resolver.resolve("hanging.example").length == 1);
    }
  }

  /** What it leads to may change, and a name may come to be. */
  @Test
  void nameIsLookedUpAnewOnceItHasBeenFound() throws UnknownHostException {
    var answers = new AtomicInteger();
    try (var resolver =
        resolver(
            Duration.ofSeconds(30),
            _ -> {
              if (answers.incrementAndGet() == 2) {
                throw new IllegalStateException("no such name for now");
              }
              return addresses("8.8.8." + answers);
            })) {
      assertThat(resolver.resolve("moving.example"))
          .containsExactly(InetAddress.ofLiteral("8.8.8.1"));

      await()
          .ignoreExceptions()
          .untilAsserted(() ->
              assertThat(resolver.resolve("moving.example"))
                  .doesNotContain(InetAddress.ofLiteral("8.8.8.1")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inside.example", "127.0.0.1", "[::1]", "169.254.169.254"})
  void whatLeadsOnlyWhereNoneMayIsForbidden(String host) {
    try (var resolver =
        resolver(Duration.ofSeconds(30), _ -> addresses("10.0.0.1", "192.168.0.1"))) {
      assertThatExceptionOfType(ForbiddenAddressException.class)
          .isThrownBy(() -> resolver.resolve(host));
    }
  }
}
