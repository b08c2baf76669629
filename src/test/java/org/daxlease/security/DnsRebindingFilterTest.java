package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/** Web pages do not get at a service that asks nobody who they are. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:names;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
      "daxlease.security.cors.allowed-origins=https://console.example.com"
    })
@DirtiesContext
class DnsRebindingFilterTest {

  @LocalServerPort private int port;

  /** The whole answer to a request with these headers. */
  private String send(String path, String... headers) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String request = "GET " + path + " HTTP/1.0\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:8080",
        "leases.localhost:1",
        "127.0.0.1",
        "127.9.8.7:80",
        "[::1]",
        "[::1]:8080"
      })
  void namesOfThisMachineWillDo(String host) throws IOException {
    assertThat(send("/v1/files", "Host: " + host)).startsWith("HTTP/1.1 200");
  }

  @Test
  void requestThatNamesNoHostIsOfNoBrowser() throws IOException {
    assertThat(send("/v1/files")).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example.com",
        "evil.example.com:8080",
        "localhost.example.com",
        "notlocalhost",
        "127.0.0.1.example.com",
        "192.0.2.1",
        "[2001:db8::1]:8080",
        "console.example.com"
      })
  void otherNamesAreRefused(String host) throws IOException {
    for (String path : new String[] {"/v1/files", "/openapi.yaml", "/actuator/health"}) {
      assertThat(send(path, "Host: " + host)).startsWith("HTTP/1.1 403").contains("\"EACCES\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080,       200",
    "https://console.example.com, 200",
    "http://localhost:8081,       403",
    "http://localhost,            403",
    "http://127.0.0.1:8080,       403",
    "https://evil.example.com,    403",
    "null,                        403"
  })
  void pagesFromElsewhereAreRefusedUnlessTheyAreListed(String origin, int status)
      throws IOException {
    assertThat(send("/v1/files", "Host: localhost:8080", "Origin: " + origin))
        .startsWith("HTTP/1.1 " + status);
  }
}
