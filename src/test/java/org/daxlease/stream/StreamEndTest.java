package org.daxlease.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.daxlease.DaxLeaseApplication;
import org.daxlease.http.EventStream;
import org.daxlease.http.Exchange;
import org.daxlease.journal.Entries;
import org.daxlease.journal.Entry;
import org.daxlease.journal.JournalReader;
import org.daxlease.journal.JournalRetention;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How streams stay alive, and the ways they end. */
@SpringBootTest(
    classes = {DaxLeaseApplication.class, Writer.class},
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:streamend;LOCK_TIMEOUT=10000",
      "daxlease.stream.keep-alive=200ms",
      "daxlease.stream.stall-timeout=500ms",
      "daxlease.journal.max-entries=5",
      "daxlease.journal.max-age=0s",
      "daxlease.deadline.clean-up=1h"
    })
@ExtendWith(OutputCaptureExtension.class)
@Isolated("reads what the whole JVM prints")
class StreamEndTest {

  private static final Instant LATER = Entries.TIME.plus(Duration.ofDays(1));

  @LocalServerPort private int port;
  @Autowired private Writer writer;
  @Autowired private JournalReader reader;
  @Autowired private EventStreams streams;
  @Autowired private JournalRetention retention;

  @BeforeEach
  void nobodyIsConnected() {
    await().until(() -> streams.connected() == 0);
  }

  private EventStream listen(String query, String... headers) {
    return EventStream.open(Exchange.uri(port, "/v1/events" + query), headers);
  }

  @Test
  void quietStreamSendsItsPositionSoThatItCanResume() {
    try (EventStream listener = listen("?type=signal")) {
      long last = writer.append(Entries.of("pin.pinned"), Entries.of("pin.unpinned")) + 1;

      await().until(() -> listener.blocks().contains(EventStream.Block.position(last)));
      assertThat(listener.events()).isEmpty();
    }
  }

  @Test
  void keepsTellingAsLongAsItIsQuiet() {
    try (EventStream listener = listen("")) {
      await().until(() -> listener.blocks().size() >= 5);
      assertThat(listener.blocks().subList(1, 5))
          .containsOnly(EventStream.Block.position(reader.head()));
    }
  }

  @Test
  void positionThatIsGoneResetsTheStream() {
    long first = writer.append(tenEntries());
    retention.trim(LATER);

    try (EventStream listener = listen("", "Last-Event-ID", Long.toString(first))) {
      assertThat(listener.names(6))
          .containsExactly("reset", "kept", "kept", "kept", "kept", "kept");
      assertThat(listener.ids(6))
          .containsExactlyElementsOf(LongStream.rangeClosed(first + 4, first + 9).boxed().toList());
      assertThat(listener.events().getFirst().data())
          .contains("\"type\":\"org.daxlease.reset\"")
          .contains("\"code\":\"ESTALE\"")
          .contains("\"requested\":\"%d\"".formatted(first))
          .contains("\"position\":\"%d\"".formatted(first + 4));
    }
  }

  @Test
  void lastPositionKeptIsNoReset() {
    long first = writer.append(tenEntries());
    retention.trim(LATER);

    try (EventStream listener = listen("", "Last-Event-ID", Long.toString(first + 4))) {
      assertThat(listener.names(5)).doesNotContain("reset");
    }
  }

  private static List<Entry> tenEntries() {
    return IntStream.range(0, 10).mapToObj(_ -> Entries.of("kept")).toList();
  }

  @Test
  void clientThatHangsUpIsForgottenAtTheNextWriteWithoutNoise(CapturedOutput output) {
    try (EventStream staying = listen("")) {
      EventStream leaving = listen("");
      assertThat(streams.connected()).isEqualTo(2);

      leaving.close();

      await().until(() -> streams.connected() == 1);
      long last = writer.append(Entries.of("afterwards"));
      assertThat(staying.ids(1)).containsExactly(last);
    }
    assertThat(output.getAll()).doesNotContain("\tat ").doesNotContain("Exception");
  }

  @Test
  void clientThatReadsNothingIsCutOffAndCanResume(CapturedOutput output) throws Exception {
    long start = reader.head();
    int entries = 200;
    String data = "{\"filling\":\"" + "x".repeat(100_000) + "\"}";
    try (Socket slow = connect("/v1/events");
        EventStream quick = listen("?type=large")) {
      await().until(() -> streams.connected() == 2);
      for (int i = 0; i < entries; i++) {
        writer.append(Entries.withData("large", data));
      }

      await().until(() -> streams.connected() == 1);
      assertThat(quick.ids(entries)).endsWith(start + entries);

      long seen = lastCompleteId(slow);
      assertThat(seen).isBetween(start, start + entries - 1);
      try (EventStream resumed = listen("", "Last-Event-ID", Long.toString(seen))) {
        assertThat(resumed.ids((int) (start + entries - seen)))
            .containsExactlyElementsOf(
                LongStream.rangeClosed(seen + 1, start + entries).boxed().toList());
      }
    }
    assertThat(output.getAll()).doesNotContain("\tat ").doesNotContain("Exception");
  }

  /** Speaks HTTP/1.0, whose response is not cut into chunks and ends with the connection. */
  private Socket connect(String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8192);
    socket.connect(new InetSocketAddress("localhost", port));
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.0\r\nAccept: text/event-stream\r\n\r\n"
                .formatted(path)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** The id of the last event that arrived whole, once the server has ended the response. */
  private static long lastCompleteId(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    InputStream in = socket.getInputStream();
    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    int end = text.lastIndexOf("}\n\n");
    int id = text.lastIndexOf("id: ", end);
    return Long.parseLong(text.substring(id + 4, text.indexOf('\n', id)));
  }
}
