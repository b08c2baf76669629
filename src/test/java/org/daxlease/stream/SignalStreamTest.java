package org.daxlease.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;
import org.daxlease.journal.Entries;
import org.daxlease.journal.Entry;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.JournalReader;
import org.daxlease.journal.Refs;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
    classes = StreamSlice.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:signals",
      "spring.mvc.problemdetails.enabled=true"
    })
class SignalStreamTest {

  private static final UUID PROCESS = new UUID(0x0199000000007000L, 0x8000000000000001L);
  private static final UUID OTHER = new UUID(0x0199000000007000L, 0x8000000000000002L);

  @LocalServerPort private int port;
  @Autowired private StreamSlice.Writer writer;
  @Autowired private StreamSlice.Signals signals;
  @Autowired private JournalReader reader;

  private Listener listen(UUID process, String... headers) {
    return new Listener(port, "/v1/processes/" + process + "/signals", headers);
  }

  private static Entry entry(String type, UUID process) {
    return Entries.about(type, Refs.process(process, "node1"));
  }

  @Test
  void beginsWithWhatIsPendingThenGoesLive() {
    long first =
        writer.append(
            entry("signal.sigio", PROCESS),
            entry("signal.sigio", PROCESS),
            entry("signal.sigio", PROCESS));
    signals.pending.put(PROCESS, reader.after(first, 1, JournalFilter.signalsOf(PROCESS)));

    try (Listener listener = listen(PROCESS)) {
      assertThat(listener.ids(1)).containsExactly(first + 1);
      writer.append(
          entry("signal.sigio", OTHER),
          entry("pin.pinned", PROCESS),
          entry("signal.sigbus", PROCESS));
      assertThat(listener.ids(2)).containsExactly(first + 1, first + 5);
      assertThat(listener.types(2)).containsExactly("signal.sigio", "signal.sigbus");
    }
  }

  @Test
  void positionComesAfterWhatIsPending() {
    long first = writer.append(entry("signal.sigio", PROCESS), entry("pin.pinned", PROCESS));
    signals.pending.put(PROCESS, reader.after(first - 1, 1, JournalFilter.signalsOf(PROCESS)));

    try (Listener listener = listen(PROCESS)) {
      listener.ids(1);
      await().until(() -> listener.blocks.size() == 3);
      assertThat(listener.blocks)
          .extracting(Listener.Block::id)
          .containsExactly(null, Long.toString(first), Long.toString(first + 1));
    }
  }

  @Test
  void resumesWithEverySignalAfterTheLastOneSeen() {
    signals.pending.put(PROCESS, List.of());
    long first =
        writer.append(
            entry("signal.sigio", PROCESS),
            entry("signal.sigbus", PROCESS),
            entry("signal.sigkill", PROCESS));

    try (Listener listener = listen(PROCESS, "Last-Event-ID", Long.toString(first))) {
      assertThat(listener.types(2)).containsExactly("signal.sigbus", "signal.sigkill");
    }
  }

  @Test
  void processNobodyKnowsHasNoSignals() {
    try (Listener listener = listen(new UUID(0x0199000000007000L, 0x80000000000000FFL))) {
      assertThat(listener.response.statusCode()).isEqualTo(404);
      assertThat(listener.response.headers().firstValue("Content-Type"))
          .contains("application/problem+json");
    }
  }

  @Test
  void idOfTheWrongKindIsRefused() {
    try (Listener listener = new Listener(port, "/v1/processes/1/signals")) {
      assertThat(listener.response.statusCode()).isEqualTo(400);
    }
  }
}
