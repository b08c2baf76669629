package org.daxlease.webhook.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Says of a URL, before anything is sent to it, why it cannot be a receiver's. */
@Component
public class ReceiverUrl {

  private static final String FORBIDDEN =
      "must not lead to a private, loopback, link-local, multicast or otherwise special address,"
          + " unless daxlease.webhook.allowed-networks opens it";
  private static final String NO_URL =
      "must be a URL such as https://node7.example.com:8443/daxlease";
  private static final int LONGEST = 2048;
  private static final int LAST_PORT = 65_535;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]{2,45}]");

  private final AddressGuard guard;

  ReceiverUrl(OutboundProperties properties) {
    this.guard = new AddressGuard(properties.allowedNetworks());
  }

  /** What would have to be different; empty for a URL that may be tried. */
  public Optional<String> objection(String text) {
    if (text.length() > LONGEST) {
      return Optional.of("must not be longer than " + LONGEST + " characters");
    }
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      return Optional.of(NO_URL);
    }
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
      return Optional.of(NO_URL + ", with other letters percent-encoded");
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Optional.of("must begin with http:// or https://");
    }
    if (url.getRawUserInfo() != null
        || url.getRawAuthority() != null && url.getRawAuthority().indexOf('@') >= 0) {
      return Optional.of("must not contain a user or a password");
    }
    if (url.getRawFragment() != null) {
      return Optional.of("must not contain a fragment");
    }
    String host = url.getHost();
    if (host == null || !NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
      return Optional.of("must name a host");
    }
    if (url.getPort() == 0 || url.getPort() > LAST_PORT) {
      return Optional.of("must name a port from 1 to 65535, if any");
    }
    Set<InetAddress> readings = readings(host);
    if (!readings.stream().allMatch(guard::allows)) {
      return Optional.of(FORBIDDEN);
    }
    return readings.size() > 1
        ? Optional.of("must write its address without leading zeros, which some read as octal")
        : Optional.empty();
  }

  /**
   * The addresses that the host may be written as: decimal, and in whatever base POSIX reads it.
   * None for a name, two for {@code 012.0.0.1}.
   */
  private static Set<InetAddress> readings(String host) {
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return Stream.<Function<String, InetAddress>>of(
            InetAddress::ofLiteral, Inet4Address::ofPosixLiteral)
        .flatMap(reading -> read(bare, reading).stream())
        .collect(Collectors.toSet());
  }

  private static Optional<InetAddress> read(String host, Function<String, InetAddress> reading) {
    try {
      return Optional.of(reading.apply(host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
