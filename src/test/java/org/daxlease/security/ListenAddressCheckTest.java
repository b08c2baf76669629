package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

/** Without credentials only where nobody else gets to. */
class ListenAddressCheckTest {

  @ParameterizedTest
  @CsvSource({
    "none,  false, 127.0.0.1,  ,     ,          false",
    "none,  false, localhost,  ,     ,          false",
    "none,  false, ::1,        ,     ,          false",
    "none,  false, 127.0.0.9,  ,     ,          false",
    "none,  false, ,           ,     ,          refused",
    "none,  false, 0.0.0.0,    ,     ,          refused",
    "none,  false, ::,         ,     ,          refused",
    "none,  false, 192.0.2.1,  ,     ,          refused",
    "none,  false, no such,    ,     ,          refused",
    "none,  false, 127.0.0.1,  9090, ,          refused",
    "none,  false, 127.0.0.1,  0,    ,          refused",
    "none,  false, 127.0.0.1,  9090, 0.0.0.0,   refused",
    "none,  false, 127.0.0.1,  9090, 127.0.0.1, false",
    "none,  false, 127.0.0.1,  8080, ,          false",
    "none,  false, 127.0.0.1,  -1,   ,          false",
    "none,  true,  0.0.0.0,    ,     ,          true",
    "none,  true,  127.0.0.1,  9090, ,          true",
    "none,  true,  127.0.0.1,  ,     ,          false",
    "token, false, 0.0.0.0,    9090, ,          false",
    "jwt,   false, ,           ,     ,          false"
  })
  void addressDecides(
      String mode, String allowed, String address, String port, String portsAddress, String end) {
    MockEnvironment environment =
        new MockEnvironment()
            .withProperty("daxlease.security.mode", mode)
            .withProperty("daxlease.security.allow-insecure", allowed)
            .withProperty("server.address", address == null ? "" : address);
    if (port != null) {
      environment.setProperty("management.server.port", port);
    }
    if (portsAddress != null) {
      environment.setProperty("management.server.address", portsAddress);
    }
    AccessProperties access =
        Binder.get(environment).bindOrCreate("daxlease.security", AccessProperties.class);
    ListenAddressCheck listening = new ListenAddressCheck(environment);

    if (end.equals("refused")) {
      assertThatExceptionOfType(MisconfiguredException.class)
          .isThrownBy(() -> listening.isInsecure(access))
          .satisfies(e -> {
            var said = new MisconfigurationAnalyzer().analyze(e);
            assertThat(said.getDescription()).contains("daxlease.security.mode is none");
            assertThat(said.getAction())
                .contains("daxlease.security.mode", "allow-insecure", "server.address");
          });
    } else {
      assertThat(listening.isInsecure(access)).isEqualTo(Boolean.parseBoolean(end));
    }
  }
}
