package org.daxlease.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

  private static InetAddress at(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:0:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::10.0.0.1",
        "2002:0a00:0001::",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "100::1",
        "2001:db8::1",
        "3fff::1",
        "3fff:fff:ffff::1",
        "5f00::1",
        "5f01::1",
        "1fff::1",
        "4000::1",
        "64:ff9b::8.8.8.8",
        "168.63.129.16"
      })
  void leadsToNoSpecialAddress(String literal) {
    assertThat(new AddressGuard(List.of()).allows(at(literal))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "1.1.1.1",
        "2606:4700::1111",
        "3fff:1000::1",
        "2000::1",
        "3ffe::1",
        "168.63.129.17",
        "172.32.0.1",
        "169.253.0.1"
      })
  void leadsToPublicAddresses(String literal) {
    assertThat(new AddressGuard(List.of()).allows(at(literal))).isTrue();
  }

  @Test
  void networksAreOpenedAndNothingBesideThem() {
    var guard = new AddressGuard(List.of("10.7.0.0/16", "fd00:1::/32", "4000::/16"));

    assertThat(guard.allows(at("10.7.255.1"))).isTrue();
    assertThat(guard.allows(at("10.8.0.1"))).isFalse();
    assertThat(guard.allows(at("fd00:1::5"))).isTrue();
    assertThat(guard.allows(at("fd00:2::5"))).isFalse();
    assertThat(guard.allows(at("4000::5"))).isTrue();
    assertThat(guard.allows(at("4001::5"))).isFalse();
    assertThat(guard.allows(at("::10.7.0.1"))).isFalse();
    assertThat(guard.allows(at("8.8.8.8"))).isTrue();
  }

  /** DNS rebinding: what is connected to is what was checked, each time anew. */
  @Test
  void eachLookUpIsChecked() throws UnknownHostException {
    var answer = new AtomicReference<>(new InetAddress[] {at("8.8.8.8"), at("10.0.0.1")});
    try (var resolver =
        new GuardedResolver(names(answer), new AddressGuard(List.of()), Duration.ofSeconds(10))) {
      assertThat(resolver.resolve("rebound.example")).containsExactly(at("8.8.8.8"));

      answer.set(new InetAddress[] {at("127.0.0.1")});
      assertThatThrownBy(() -> resolver.resolve("rebound.example"))
          .isInstanceOf(ForbiddenAddressException.class);
    }
  }

  private static DnsResolver names(AtomicReference<InetAddress[]> answer) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) {
        return answer.get();
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }
}
