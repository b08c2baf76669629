package org.daxlease.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.daxlease.DaxLeaseApplication;
import org.daxlease.http.EventStream;
import org.daxlease.http.Exchange;
import org.daxlease.journal.Entries;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

class StreamShutdownTest {

  @Test
  void streamsDoNotHoldUpTheEndNotEvenThoseWhoseClientReadsNothing() throws Exception {
    ConfigurableApplicationContext service =
        new SpringApplicationBuilder(DaxLeaseApplication.class, Writer.class)
            .run(
                "--server.port=0",
                "--server.shutdown=graceful",
                // What a web server that waits for its streams would take.
                "--spring.lifecycle.timeout-per-shutdown-phase=2m",
                "--spring.datasource.url=jdbc:h2:mem:streamshutdown");
    try (service) {
      int port = ((WebServerApplicationContext) service).getWebServer().getPort();
      List<EventStream> listeners =
          IntStream.range(0, 3)
              .mapToObj(_ -> EventStream.open(Exchange.uri(port, "/v1/events")))
              .toList();
      try (Socket stalled = new Socket()) {
        stalled.setReceiveBufferSize(8192);
        stalled.connect(new InetSocketAddress("localhost", port));
        stalled
            .getOutputStream()
            .write(
                "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        EventStreams streams = service.getBean(EventStreams.class);
        await().until(() -> streams.connected() == 4);
        String data = "{\"filling\":\"" + "x".repeat(400_000) + "\"}";
        for (int i = 0; i < 20; i++) {
          service.getBean(Writer.class).append(Entries.withData("large", data));
        }
        listeners.forEach(listener -> listener.ids(20));

        Thread closing = Thread.ofVirtual().start(service::close);

        await().until(() -> !closing.isAlive());
        await().until(() -> listeners.stream().allMatch(EventStream::ended));
        assertThat(listeners)
            .extracting(listener -> Integer.parseInt(listener.blocks().getLast().retry()))
            .allMatch(milliseconds -> milliseconds >= 500 && milliseconds < 2000);
        assertThat(streams.connected()).isZero();
      }
    }
  }

  @Test
  void whoComesTooLateIsToldToComeBack() {
    ConfigurableApplicationContext service =
        new SpringApplicationBuilder(DaxLeaseApplication.class, Writer.class)
            .run("--server.port=0", "--spring.datasource.url=jdbc:h2:mem:streamtoolate");
    try (service) {
      int port = ((WebServerApplicationContext) service).getWebServer().getPort();
      service.getBean(StreamDispatcher.class).close();

      HttpResponse<String> late = Exchange.get(port, "/v1/events");

      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(late.headers().firstValue("Retry-After")).contains("1");
    }
  }
}
