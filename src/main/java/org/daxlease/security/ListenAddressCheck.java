package org.daxlease.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Where the service listens. Without credentials it must be where only its own machine can reach
 * it: whoever reaches the port can fence processes.
 */
final class ListenAddressCheck {

  private static final Logger log = LoggerFactory.getLogger(ListenAddressCheck.class);

  private static final String ADDRESS = "server.address";
  private static final String MANAGEMENT_ADDRESS = "management.server.address";

  private final Environment environment;

  ListenAddressCheck(Environment environment) {
    this.environment = environment;
  }

  /**
   * Whether everybody who reaches it may do everything, although others than its own machine can.
   *
   * @throws MisconfiguredException if that is so and nobody has said that it is meant
   */
  boolean isInsecure(AccessProperties access) {
    if (access.mode() != Mode.NONE) {
      return false;
    }
    String open =
        Stream.of(
                openProperty(ADDRESS), hasPortOfItsOwn() ? openProperty(MANAGEMENT_ADDRESS) : null)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    if (open == null) {
      return false;
    }
    if (!access.allowInsecure()) {
      throw new MisconfiguredException(
          "The service would listen where others can reach it (%s is %s), and everybody could do everything: daxlease.security.mode is none."
              .formatted(open, shown(open)),
          "Set daxlease.security.mode to token (with daxlease.security.tokens or"
              + " daxlease.security.tokens-file) or to jwt, or set %s to a loopback address such as 127.0.0.1. If something else keeps others out, set daxlease.security.allow-insecure to true."
                  .formatted(open));
    }
    log.warn(
        "daxlease.security.allow-insecure: everybody who reaches {} may do everything",
        shown(open));
    return true;
  }

  private boolean hasPortOfItsOwn() {
    Integer port = environment.getProperty("management.server.port", Integer.class);
    Integer main = environment.getProperty("server.port", Integer.class, 8080);
    return port != null && port >= 0 && (port == 0 || !port.equals(main));
  }

  /** The property, if it opens the service to others; null if it does not. */
  private @Nullable String openProperty(String property) {
    String address = environment.getProperty(property);
    return isLoopback(address) ? null : property;
  }

  private String shown(String property) {
    String address = environment.getProperty(property);
    return StringUtils.hasText(address) ? address : "not set, which means every address";
  }

  private static boolean isLoopback(@Nullable String address) {
    if (!StringUtils.hasText(address)) {
      return false;
    }
    try {
      return Stream.of(InetAddress.getAllByName(address)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      // Whatever it is: the server will say that it cannot listen there.
      return false;
    }
  }
}
