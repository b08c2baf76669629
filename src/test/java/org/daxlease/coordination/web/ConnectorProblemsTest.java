package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.daxlease.http.Wire;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the connector refuses by itself is a problem document like every other. */
@WebTest
class ConnectorProblemsTest {

  private static final String REST = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private Wire raw;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    raw = new Wire(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/probes/a%2Fb",
        "/v1/probes/a%2fb",
        "/v1/probes/%00",
        "/v1/probes/a%5Cb",
        "/v1/probes/a\\b",
        "/v1/probes/%",
        "/v1/probes/%zz",
        "/v1/probes/%C0%80",
        "/v1/probes/%ff",
        "/v1/probes/a|b",
        "/v1/probes/{id}",
        "/v1/probes/<x>",
        "/v1/probes/\u00e4",
        "/v1/../../x",
        "/v1/probes/\"x\"",
        "v1/probes",
        "",
        "/v1/probes?x=a|b<",
        "/v1/probes?x=ä",
        "/v1/probes/%E4",
        "/v1/probes/a\u0000b",
        "/v1/probes/a\u0001b"
      })
  void pathThatIsRefusedIsEinval(String path) {
    raw.send("GET " + path + REST).isProblem(400, "EINVAL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/probes?limit=%zz",
        "/v1/probes?limit=%",
        "/v1/probes?cursor=%ff",
        "/v1/probes?%zz=1",
        "/v1/probes?cursor=%C0%80"
      })
  void queryThatCannotBeDecodedIsEinval(String path) {
    raw.send("GET " + path + REST).isProblem(400, "EINVAL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n\r\n",
        "G\u0000T /v1/probes HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "G(T /v1/probes HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /v1/probes HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET /v1/probes FTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /v1/probes HTTP/1.1\r\n\r\n",
        "GET /v1/probes HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /v1/probes HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /v1/probes HTTP/1.1\r\nHost: localhost\r\nBad Name: x\r\n\r\n",
        "GET /v1/probes HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n",
        "GET /v1/probes HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
        "POST /v1/probes HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        "POST /v1/probes HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/probes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /v1/probes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /v1/probes HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: odd\r\n\r\n",
        "POST /v1/probes HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
            + "Connection: close\r\nContent-Type: application/json\r\n\r\nxyz\r\n",
        "POST /v1/probes HTTP/1.1\r\nHost: localhost\r\nExpect: magic\r\nConnection: close\r\n\r\n",
      })
  void requestThatIsMalformedIsEinval(String request) {
    raw.send(request).isProblem(400, "EINVAL");
  }

  @Test
  void headerThatIsTooLargeIsEinval() {
    raw.send("GET /v1/probes HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(100_000) + "\r\n\r\n")
        .isProblem(400, "EINVAL");
  }

  @Test
  void pathThatIsTooLongIsEinval() {
    raw.send("GET /v1/probes/" + "x".repeat(100_000) + REST).isProblem(400, "EINVAL");
  }

  /** The old protocol has no answer with a head; what comes after it on a connection has one. */
  @ParameterizedTest
  @ValueSource(strings = {"GET /v1/probes\r\n\r\n", "GET  HTTP/1.1\r\n\r\n"})
  void requestWithoutAVersionIsEinval(String request) {
    raw.send(request).isProblem(400, "EINVAL");
    raw.send("GET /v1/probes?x=<" + REST).isProblem(400, "EINVAL");
    raw.send("GET /v1/probes HTTP/1.1\r\n\r\n").isProblem(400, "EINVAL");
    raw.send("GET /v1/probes?x=<" + REST).isProblem(400, "EINVAL");
    raw.send("GET /v1/nothing" + REST).isProblem(404, "ENOENT");
    raw.send("GET /v1/probes?x=<" + REST).isProblem(400, "EINVAL");
  }

  @Test
  void traceIsNotAllowed() {
    Wire.Answer answer = raw.send("TRACE /v1/probes" + REST);

    assertThat(answer.isProblem(405, "EINVAL").headers().firstValue("Allow")).isPresent();
  }

  @Test
  void oldRequestsAreStillServed() {
    assertThat(raw.send("GET /v1/probes?limit=1 HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
  }
}
