package org.daxlease.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.daxlease.DaxLeaseApplication;
import org.daxlease.http.EventStream;
import org.daxlease.http.Exchange;
import org.daxlease.journal.Entries;
import org.daxlease.journal.Entry;
import org.daxlease.journal.JournalReader;
import org.daxlease.journal.Refs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
    classes = {DaxLeaseApplication.class, Writer.class},
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:stream;LOCK_TIMEOUT=10000",
      // Small, so that every burst makes clients fall behind and join again.
      "daxlease.stream.queue-capacity=10"
    })
class EventStreamTest {

  private static final UUID FILE = new UUID(0x0199000000007000L, 0x80000000000000F1L);

  @LocalServerPort private int port;
  @Autowired private Writer writer;
  @Autowired private JournalReader reader;

  private final List<EventStream> listeners = Collections.synchronizedList(new ArrayList<>());

  private EventStream listen(String query, String... headers) {
    EventStream listener = EventStream.open(Exchange.uri(port, "/v1/events" + query), headers);
    listeners.add(listener);
    return listener;
  }

  @AfterEach
  void hangsUp() {
    listeners.forEach(EventStream::close);
  }

  private static UUID process(int number) {
    return new UUID(0x0199000000007000L, 0x8000000000000000L | number);
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void beginsAtOnceAndSaysWhere() {
    long head = writer.append(Entries.of("before"));

    try (EventStream listener = listen("")) {
      assertThat(listener.headers().map())
          .containsEntry("Content-Type", List.of("text/event-stream"))
          .containsEntry("Cache-Control", List.of("no-store"))
          .containsEntry("X-Accel-Buffering", List.of("no"));
      await().until(() -> listener.blocks().size() == 2);
      assertThat(listener.blocks())
          .containsExactly(EventStream.Block.comment("daxlease"), EventStream.Block.position(head));
    }
  }

  @Test
  void withoutAPositionStartsAtNow() {
    long head = writer.append(Entries.of("before"));
    try (EventStream listener = listen("")) {
      writer.append(Entries.of("after"));

      assertThat(listener.ids(1)).containsExactly(head + 1);
      assertThat(listener.events().getFirst())
          .isEqualTo(
              new EventStream.Block(
                  "",
                  "",
                  Long.toString(head + 1),
                  "after",
                  "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/daxlease\","
                          .formatted(head + 1)
                      + "\"type\":\"org.daxlease.after\",\"time\":\""
                      + Entries.TIME
                      + "\",\"datacontenttype\":\"application/json\",\"data\":{}}"));
    }
  }

  @ParameterizedTest
  @CsvSource({"'',true", "?lastEventId=,false", "?after=,false"})
  void resumesInOrderThenGoesLive(String query, boolean header) {
    long first = writer.append(Entries.of("missed1"), Entries.of("missed2"));
    String seen = Long.toString(first - 1);

    try (EventStream listener = header ? listen("", "Last-Event-ID", seen) : listen(query + seen)) {
      assertThat(listener.names(2)).containsExactly("missed1", "missed2");
      writer.append(Entries.of("live"));
      assertThat(listener.names(3)).containsExactly("missed1", "missed2", "live");
      assertThat(listener.ids(3)).containsExactly(first, first + 1, first + 2);
    }
  }

  @Test
  void headerOfABrowserWinsOverItsUrl() {
    long first = writer.append(Entries.of("one"), Entries.of("two"));

    try (EventStream listener = listen("?after=0", "Last-Event-ID", Long.toString(first))) {
      assertThat(listener.names(1)).containsExactly("two");
    }
  }

  @Test
  void replayRunsIntoLiveWithoutGapOrRepeat() throws Exception {
    long start = reader.head();
    int writers = 4;
    int transactions = 100;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < writers; i++) {
        threads.execute(() -> {
          for (int t = 0; t < transactions; t++) {
            writer.append(Entries.of("one"), Entries.of("two"), Entries.of("three"));
          }
        });
      }
      for (int i = 0; i < 10; i++) {
        listen("?after=" + start);
      }
    }
    int total = writers * transactions * 3;
    for (EventStream listener : listeners) {
      assertThat(listener.ids(total)).containsExactlyElementsOf(range(start + 1, start + total));
    }
  }

  @Test
  void burstLargerThanTheQueueArrivesWhole() {
    try (EventStream listener = listen("")) {
      long first = writer.append(IntStream.range(0, 5000).mapToObj(_ -> burst()).toList());

      assertThat(listener.ids(5000)).containsExactlyElementsOf(range(first, first + 4999));
      assertThat(listener.ended()).isFalse();
    }
  }

  private static Entry burst() {
    return Entries.of("burst");
  }

  @ParameterizedTest
  @CsvSource({
    "type=pin,                              pin.pinned pin.unpinned",
    "type=pin.p,                            pin.pinned",
    "type=org.daxlease.pin,                 pin.pinned pin.unpinned",
    "type=org.daxlease.pin.unpinned,        pin.unpinned",
    "type=org.daxlease.,                    signal.sigio pin.pinned pin.unpinned",
    "type=org.daxlease,                     signal.sigio pin.pinned pin.unpinned",
    "host=node1,                            signal.sigio",
    "filesystem=pmem0,                      pin.pinned",
    "fileId=01990000-0000-7000-8000-0000000000F1, pin.pinned",
    "processId=01990000-0000-7000-8000-000000000001, signal.sigio pin.pinned",
    "processId=01990000-0000-7000-8000-000000000001&type=pin, pin.pinned"
  })
  void filters(String query, String expected) {
    String[] types = expected.split(" ");
    try (EventStream live = listen("?" + query)) {
      long first =
          writer.append(
              Entries.about("signal.sigio", Refs.process(process(1), "node1")),
              Entries.about(
                  "pin.pinned", Refs.file(FILE, "pmem0").withProcess(process(1), "node2")),
              Entries.about("pin.unpinned", Refs.process(process(2), "node2")));
      try (EventStream replayed = listen("?" + query + "&after=" + (first - 1))) {
        assertThat(replayed.names(types.length)).containsExactly(types);
      }
      assertThat(live.names(types.length)).containsExactly(types);
    }
  }

  @Test
  void fiveHundredProcessesEachHearOnlyTheirOwn() {
    int processes = 500;
    List<EventStream> each =
        IntStream.range(0, processes)
            .parallel()
            .mapToObj(i -> listen("?processId=" + process(1000 + i)))
            .toList();

    long first =
        writer.append(
            IntStream.range(0, processes)
                .mapToObj(i -> Refs.process(process(1000 + i), "node1"))
                .map(refs -> Entries.about("signal.sigio", refs))
                .toList());

    for (int i = 0; i < processes; i++) {
      assertThat(each.get(i).ids(1)).containsExactly(first + i);
    }
    long marker = writer.append(Entries.of("marker"));
    try (EventStream all = listen("?after=" + (marker - 1))) {
      assertThat(all.ids(1)).containsExactly(marker);
    }
    assertThat(each).allMatch(listener -> listener.events().size() == 1);
  }
}
