package org.daxlease.webhook.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.springframework.boot.http.client.InetAddressFilter;

/**
 * Which addresses a webhook may lead to: public ones, and the networks that the configuration
 * opens. It judges addresses and never names, so it holds whatever form a name had.
 */
final class AddressGuard {

  private final InetAddressFilter allowed;

  /**
   * Opens networks beside the public addresses.
   *
   * @param networks CIDRs such as {@code 10.0.0.0/8}
   * @throws IllegalArgumentException if one is none
   */
  AddressGuard(List<String> networks) {
    InetAddressFilter outside =
        InetAddressFilter.externalAddresses()
            .and(InetAddressFilter.adapt(address -> !isSpecial(address)));
    this.allowed =
        networks.isEmpty()
            ? outside
            : outside.or(InetAddressFilter.of(networks.toArray(String[]::new)));
  }

  boolean allows(InetAddress address) {
    return allowed.matches(address);
  }

  /**
   * What Spring's filter does not know: the metadata of Azure, and of IPv6 what is not handed out
   * for the internet, {@code 2000::/3} (RFC 4291, 2.4), or carries an IPv4 address (Teredo {@code
   * 2001::/32}), or is there for documentation only ({@code 3fff::/20}, RFC 9637).
   */
  private static boolean isSpecial(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address
        ? (bytes[0] & 0xe0) != 0x20
            || startsWith(bytes, 0x20, 0x01, 0x00, 0x00)
            || (startsWith(bytes, 0x3f, 0xff) && (bytes[2] & 0xf0) == 0)
        : startsWith(bytes, 168, 63, 129, 16);
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[i] != (byte) prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
