package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.daxlease.http.Wire;
import org.daxlease.protocol.Errno;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Each refusal is counted, and once, wherever it is written. */
@WebTest
@Isolated("counts what the service refuses to anybody")
class ProblemCounterTest {

  private static final String REST = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @Autowired private ProblemCounter problemCounter;
  private Http http;
  private Wire raw;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new Http(port);
    raw = new Wire(port);
  }

  private void isCountedOnce(Errno code, Runnable request) {
    long before = problemCounter.count(code);
    request.run();
    assertThat(problemCounter.count(code)).isEqualTo(before + 1);
  }

  @Test
  void ofTheConnector() {
    isCountedOnce(
        Errno.EINVAL, () -> raw.send("GET /v1/probes/%zz" + REST).isProblem(400, "EINVAL"));
    isCountedOnce(Errno.EINVAL, () -> raw.send("GET\r\n\r\n").isProblem(400, "EINVAL"));
  }

  @Test
  void ofTheFirewall() {
    isCountedOnce(Errno.EINVAL, () -> raw.send("GET /v1//probes" + REST).isProblem(400, "EINVAL"));
  }

  @Test
  void ofTheLimitOfBodies() {
    byte[] tooLong = new byte[BodyLimit.MOST_BYTES + 1];
    isCountedOnce(
        Errno.EMSGSIZE,
        () ->
            http.send("POST", "/v1/probes", BodyPublishers.ofByteArray(tooLong))
                .isProblem(413, "EMSGSIZE"));
  }

  @Test
  void ofControllersAndWhereThereIsNone() {
    isCountedOnce(Errno.EINVAL, () -> http.post("/v1/probes", "{").isProblem(400, "EINVAL"));
    isCountedOnce(Errno.ENOENT, () -> http.get("/v1/nothing").isProblem(404, "ENOENT"));
    isCountedOnce(
        Errno.EINVAL,
        () -> http.send("DELETE", "/v1/probes", BodyPublishers.noBody()).isProblem(405, "EINVAL"));
  }
}
