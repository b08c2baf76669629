package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.daxlease.http.EventStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The journal as a list and as a stream. */
class EventRulesTest extends Acceptance {
  /** What an operation may go through on its way, beside what the rules name. */
  private static final Set<String> BETWEEN =
      Set.of(
          "operation.breaking", "operation.cooling", "operation.reopened", "operation.expedited");

  @Test
  void envelopeIsACloudEvent() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    JsonNode event = file.events("pin.pinned").getFirst();

    assertThat(event.path("specversion").asString()).isEqualTo("1.0");
    assertThat(event.path("id").isString()).isTrue();
    assertThat(event.path("source").asString()).isNotBlank();
    assertThat(event.path("type").asString()).isEqualTo("org.daxlease.pin.pinned");
    assertThat(event.path("subject").asString()).isEqualTo(file.id());
    assertThat(Coordinator.time(event)).isEqualTo(p.pinNow().time("pinnedAt"));
    JsonNode data = event.path("data");
    assertThat(data.path("fileId").asString()).isEqualTo(file.id());
    assertThat(data.path("processId").asString()).isEqualTo(p.id());
    assertThat(data.path("pinId").asString()).isEqualTo(p.pin());
    assertThat(data.path("leaseId").asString()).isEqualTo(p.lease());
    assertThat(data.path("offset").asLong()).isZero();
    assertThat(data.path("length").asLong()).isEqualTo(4 * K);
  }

  @Test
  void signalNamesEverythingAHandlerNeeds() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0);

    JsonNode data = p.signals().getFirst().path("data");

    assertThat(data.path("signal").asString()).isEqualTo("SIGIO");
    assertThat(data.path("processId").asString()).isEqualTo(p.id());
    assertThat(data.path("host").asString()).isEqualTo(scene.host());
    assertThat(data.path("pid").asLong()).isEqualTo(p.now().number("pid"));
    assertThat(data.path("fileId").asString()).isEqualTo(file.id());
    assertThat(data.path("path").asString()).isEqualTo("/data/0");
    assertThat(data.path("operationId").asString()).isEqualTo(truncate.id());
    assertThat(data.path("leaseId").asString()).isEqualTo(p.lease());
    assertThat(data.path("affected").path("offset").asLong()).isZero();
    assertThat(data.path("affected").path("length").asLong()).isEqualTo(END);
    assertThat(data.path("next").asString()).isEqualTo("SIGBUS");
    assertThat(data.path("epoch").asLong()).isEqualTo(p.leaseNow().number("epoch"));
  }

  @Test
  void everyOperationIsRequestedFirst() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    file.punches(8 * K, 4 * K).completes();
    file.asksToTruncate(0, "onConflict", "FAIL").refused(409, "ETXTBSY");
    file.asksToTruncate(0, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");
    p.unpins();
    file.truncates(0);

    List<String> types =
        file.events("operation").stream()
            .map(Coordinator::type)
            .filter(type -> !BETWEEN.contains(type))
            .toList();

    assertThat(types)
        .containsExactly(
            "operation.requested",
            "operation.granted",
            "operation.completed",
            "operation.requested",
            "operation.refused",
            "operation.requested",
            "operation.refused",
            "operation.requested",
            "operation.granted");
  }

  @Test
  void entriesOfOneTransactionStandInOrderOfCause() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    file.truncates(0);
    p.unpins();

    List<String> types = file.eventTypes();

    assertThat(types)
        .containsSubsequence(
            "pin.pinned",
            "operation.requested",
            "signal.sigio",
            "pin.unpinned",
            "operation.granted");
    assertThat(types).containsSubsequence("lease.taken", "lease.breaking", "lease.returned");
    assertThat(types.indexOf("pin.unpinned")).isLessThan(types.indexOf("operation.granted"));
  }

  @Test
  void positionsRiseWithoutGapsOverAllPages() {
    StoredFile file = scene.file();
    Holder p = scene.process();
    long start = api.journalEnd();
    for (int i = 0; i < 20; i++) {
      p.pins(file, 0, 4 * K);
    }
    long end = api.journalEnd();

    List<Long> positions = new ArrayList<>();
    long after = start;
    while (after < end) {
      List<JsonNode> page = api.eventPage(after, 7, "").is(200).items();
      assertThat(page).hasSizeBetween(1, 7);
      page.forEach(event -> positions.add(Coordinator.position(event)));
      after = positions.getLast();
    }

    assertThat(positions).hasSize((int) (end - start));
    for (int i = 0; i < positions.size(); i++) {
      assertThat(positions.get(i)).isEqualTo(start + 1 + i);
    }
  }

  @Test
  void filtersSelect() {
    StoredFile file = scene.file();
    StoredFile other = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.holder(other, 0, 4 * K);

    assertThat(file.events("pin")).hasSize(1);
    assertThat(file.events("org.daxlease.pin")).hasSize(1);
    assertThat(file.events("pin.unpinned")).isEmpty();
    assertThat(api.events("type=pin&processId=" + q.id())).hasSize(1);
    assertThat(api.events("type=pin&filesystem=" + scene.filesystem())).hasSize(2);
    assertThat(api.events("type=process.registered&host=" + scene.host()))
        .extracting(event -> event.path("data").path("processId").asString())
        .containsExactly(p.id(), q.id());
    assertThat(api.events("fileId=" + UUID.randomUUID())).isEmpty();
  }

  @Test
  void streamShowsWhatTheListShows() {
    StoredFile file = scene.file();
    try (EventStream stream = api.stream("/v1/events?fileId=" + file.id())) {
      assertThat(stream.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      assertThat(stream.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
      assertThat(stream.headers().firstValue("X-Accel-Buffering")).contains("no");
      long start = api.journalEnd();
      Holder p = scene.holder(file, 0, 4 * K);
      Operation truncate = file.truncates(0);
      p.unpins();
      truncate.becomes("GRANTED").completes();

      stream.awaits(event -> event.name().equals("operation.completed"));

      List<JsonNode> list = api.eventsAfter(start, "fileId=" + file.id());
      assertThat(stream.events().stream().map(EventStream.Block::envelope).toList())
          .isEqualTo(list);
      assertThat(stream.events()).allMatch(e -> e.id().equals(e.envelope().path("id").asString()));
      assertThat(stream.names()).isEqualTo(list.stream().map(Coordinator::type).toList());
      assertThat(stream.blocks()).contains(EventStream.Block.comment("daxlease"));
    }
  }

  @Test
  void streamStartsAtNowOrAfterTheLastEventSeen() {
    StoredFile file = scene.file();
    Holder p = scene.process().pins(file, 0, 4 * K);
    String first = file.events("pin.pinned").getFirst().path("id").asString();
    p.pins(file, 4 * K, 4 * K);

    try (EventStream live = api.stream("/v1/events?type=pin&fileId=" + file.id());
        EventStream resumed =
            api.stream("/v1/events?type=pin&fileId=" + file.id(), "Last-Event-ID", first)) {
      p.unpins();
      live.awaits(event -> event.name().equals("pin.unpinned"));
      resumed.awaits(event -> event.name().equals("pin.unpinned"));

      assertThat(live.names()).containsExactly("pin.unpinned");
      assertThat(resumed.names()).containsExactly("pin.pinned", "pin.unpinned");
    }
  }

  @Test
  void newSignalStreamFirstTellsWhatIsStillPending() {
    StoredFile file = scene.file();
    StoredFile done = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    p.leases(done).pins(done, 0, 4 * K);
    done.truncates(0);
    p.unpins();
    Operation truncate = file.truncates(0);

    try (EventStream stream = p.listens()) {
      EventStream.Block pending = stream.awaits(event -> true);

      assertThat(pending.name()).isEqualTo("signal.sigio");
      assertThat(pending.envelope().path("data").path("operationId").asString())
          .isEqualTo(truncate.id());
      p.beats(pending.id());
    }
    try (EventStream stream = p.listens()) {
      StoredFile third = scene.file();
      p.leases(third).pins(third, 0, 4 * K);
      third.truncates(0);
      stream.awaits(event -> event.envelope().path("subject").asString().equals(third.id()));

      assertThat(stream.names()).containsExactly("signal.sigio");
    }
  }

  @Test
  void positionComesAfterWhatIsPending() {
    Holder p = scene.holder(scene.file(), 0, 4 * K);
    StoredFile file = scene.file();
    p.leases(file).pins(file, 0, 4 * K);
    file.truncates(0);
    scene.process();
    long end = api.journalEnd();

    try (EventStream stream = p.listens()) {
      await().until(() -> stream.position() >= end);

      EventStream.Block pending = stream.events().getFirst();
      assertThat(pending.id()).isEqualTo(pending.envelope().path("id").asString());
      assertThat(Long.parseLong(pending.id())).isLessThan(end);
      assertThat(stream.events()).hasSize(1);
    }
  }

  @Test
  void signalStreamResumesWithEverySignalAfterTheLastOneSeen() {
    Holder p = scene.process();
    for (int i = 0; i < 3; i++) {
      StoredFile file = scene.file();
      p.leases(file).pins(file, 0, 4 * K);
      file.truncates(0);
    }
    List<String> sent = p.signals().stream().map(signal -> signal.path("id").asString()).toList();
    p.beats(sent.getLast());

    try (EventStream stream =
        api.stream("/v1/processes/" + p.id() + "/signals", "Last-Event-ID", sent.getFirst())) {
      stream.awaits(event -> event.id().equals(sent.getLast()));

      // Acknowledged or not: who says where it was gets what came after.
      assertThat(stream.events()).extracting(EventStream.Block::id).isEqualTo(sent.subList(1, 3));
    }
  }

  @Test
  void signalStreamCarriesOnlyTheSignalsOfItsProcess() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.holder(file, 8 * K, 4 * K);

    try (EventStream stream = q.listens()) {
      file.truncates(0);
      stream.awaits(event -> event.name().equals("signal.sigio"));
      q.pins(scene.file(), 0, 4 * K);

      assertThat(stream.events()).hasSize(1);
      JsonNode data = stream.events().getFirst().envelope().path("data");
      assertThat(data.path("processId").asString()).isEqualTo(q.id()).isNotEqualTo(p.id());
    }
  }

  @Test
  void conflictIsJournalledLikeTheTracepoint() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    Operation truncate = file.truncates(0);

    assertThat(file.events("lease.conflict")).hasSize(1);
    JsonNode data = file.events("lease.conflict").getFirst().path("data");
    assertThat(data.path("leaseId").asString()).isEqualTo(p.lease());
    assertThat(data.path("processId").asString()).isEqualTo(p.id());
    assertThat(data.path("operationId").asString()).isEqualTo(truncate.id());
  }
}
