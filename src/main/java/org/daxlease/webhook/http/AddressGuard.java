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

  private static final int PREFIX_OF_COMPATIBLE = 12;

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
            .and(InetAddressFilter.adapt(address -> !isDisguised(address) && !isSpecial(address)));
    this.allowed =
        networks.isEmpty()
            ? outside
            : outside.or(InetAddressFilter.of(networks.toArray(String[]::new)));
  }

  boolean allows(InetAddress address) {
    return allowed.matches(address);
  }

  /**
   * An IPv6 address that carries an IPv4 one where Spring's filter does not look: {@code ::/96}
   * (RFC 4291, 2.5.5.1), translated {@code ::ffff:0:0:0/96} (RFC 2765), Teredo {@code 2001::/32}.
   */
  private static boolean isDisguised(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return isCompatible(bytes) || isTranslated(bytes) || startsWith(bytes, 0x20, 0x01, 0x00, 0x00);
  }

  /**
   * What Spring's filter does not know yet: documentation {@code 3fff::/20} (RFC 9637), segment
   * identifiers {@code 5f00::/16} (RFC 9602).
   */
  private static boolean isSpecial(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address
        && (startsWith(bytes, 0x5f, 0x00)
            || (startsWith(bytes, 0x3f, 0xff) && (bytes[2] & 0xf0) == 0));
  }

  private static boolean isCompatible(byte[] bytes) {
    for (int i = 0; i < PREFIX_OF_COMPATIBLE; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTranslated(byte[] bytes) {
    return startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0);
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
