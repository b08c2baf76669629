package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Where pins are too many to be named, they are counted, and nothing else is different. */
class ManyPinsRulesTest extends Acceptance {

  /** What an answer names. */
  private static final int NAMED = 10_000;

  /** Every other page of it is pinned by the holder of many. */
  private static final int SIZE = 2 * NAMED * 4096;

  private Holder many;
  private Holder leased;
  private Holder unleased;
  private Holder brief;
  private StoredFile file;
  private StoredFile small;

  @BeforeEach
  void pinsMoreThanAnAnswerNames() {
    file = scene.file(SIZE, "DAX");
    small = scene.file(SIZE, "DAX");
    many = scene.process();
    leased = scene.process();
    unleased = scene.process();
    brief = scene.process();
    for (StoredFile each : List.of(small, file)) {
      List.of(many, leased, unleased, brief).forEach(p -> p.maps(each, 0, SIZE));
      many.leases(each);
      leased.leases(each).pins(each, 0, 4 * K);
      unleased.pins(each, 4 * K, 4 * K);
      brief.pins(each, 8 * K, 4 * K, "term", "SHORT");
    }
    many.pins(small, 16 * K, 4 * K);
    pinsAsManyAsAreNamed(file);
  }

  private void pinsAsManyAsAreNamed(StoredFile file) {
    for (int first = 0; first < NAMED; first += 1000) {
      pinsOneThousand(file, first);
    }
  }

  private void pinsOneThousand(StoredFile file, int first) {
    List<Object> items = new ArrayList<>();
    for (int page = first; page < first + 1000; page++) {
      items.add(
          Json.object(
              "mappingId",
              many.mapping(file),
              "offset",
              2L * page * 4096,
              "length",
              4096,
              "access",
              "WRITE"));
    }
    api.post("/v1/pins/batch", "items", items).is(200);
  }

  @Test
  void aDryRunSaysWhatItWouldOfFewPins() {
    List<String> before = file.eventTypes();
    for (String onConflict : List.of("WAIT", "NOWAIT", "FAIL")) {
      Answer few = small.asksToTruncate(0, "dryRun", true, "onConflict", onConflict).is(200);
      Answer all = file.asksToTruncate(0, "dryRun", true, "onConflict", onConflict).is(200);

      for (String field : List.of("state", "code", "worstCaseWait", "affected")) {
        assertThat(all.at(field)).as(field).isEqualTo(few.at(field));
      }
      assertThat(signals(all)).isEqualTo(signals(few));
      assertThat(pinCounts(all.list("blockers"))).isEqualTo(everybody());
      assertThat(named(all.list("blockers"))).isEqualTo(NAMED);
    }
    Answer part = file.asksToPunch(64 * K, 64 * K, "dryRun", true).is(200);
    assertThat(pinCounts(part.list("blockers"))).isEqualTo(Map.of(many.id(), 8L));
    assertThat(named(part.list("blockers"))).isEqualTo(8);
    assertThat(file.eventTypes()).isEqualTo(before);

    many.asksForLease(file, "breakable", false).is(200);
    meetsTheUnbreakableLease(file.asksToTruncate(0, "dryRun", true), "ETXTBSY");
    meetsTheUnbreakableLease(
        file.asksToTruncate(0, "dryRun", true, "requesterProcessId", many.id()), "EDEADLK");
  }

  private void meetsTheUnbreakableLease(Answer dryRun, String code) {
    assertThat(dryRun.is(200).text("code")).isEqualTo(code);
    assertThat(dryRun.list("signals")).isEmpty();
    assertThat(pinCounts(dryRun.list("blockers"))).isEqualTo(everybody());
  }

  @Test
  void whoeverAsksIsToldOfAllHoldersAndOfTheNumberOfTheirPins() {
    Answer asked = file.asksToTruncate(0).is(202);
    Operation truncate = Operation.of(api, asked);
    Operation punch = file.punches(64 * K, 64 * K).was(202, "QUEUED");

    List<List<JsonNode>> everywhere =
        List.of(
            asked.list("blockers"),
            truncate.now().list("blockers"),
            listed(truncate.id()),
            file.blockers(0, END).items(),
            file.asksToTruncate(0, "dryRun", true).is(200).list("blockers"));

    for (List<JsonNode> blockers : everywhere) {
      assertThat(pinCounts(blockers)).isEqualTo(everybody());
      assertThat(named(blockers)).isEqualTo(NAMED);
    }
    assertThat(named(listed(punch.id()))).isZero();
    assertThat(pinCounts(listed(punch.id()))).isEqualTo(Map.of(many.id(), 8L));
    assertThat(pinCounts(punch.now().list("blockers"))).isEqualTo(Map.of(many.id(), 8L));
  }

  /** There only an unbreakable lease is in the way, however much is pinned beside it. */
  @Test
  void onPageCacheThePinsInTheWayAreNamed() {
    StoredFile cached = scene.file(SIZE, "PAGE_CACHE");
    List.of(many, leased).forEach(p -> p.maps(cached, 0, SIZE));
    pinsAsManyAsAreNamed(cached);
    leased.leases(cached, "breakable", false).pins(cached, 4 * K, 4 * K);

    for (List<JsonNode> blockers :
        List.of(
            cached.blockers(0, END).items(),
            cached.asksToTruncate(0, "dryRun", true).is(200).list("blockers"),
            cached.asksToTruncate(0).is(409).list("blockers"))) {
      assertThat(pinCounts(blockers)).isEqualTo(Map.of(leased.id(), 1L));
      assertThat(named(blockers)).isEqualTo(1);
    }
  }

  @Test
  void whatAProcessHasPinnedIsCountedFileByFile() {
    List<JsonNode> shown = api.get("/v1/processes/" + many.id() + "/file-pins").is(200).items();

    assertThat(shown)
        .extracting(f -> f.path("fileId").asString(), f -> f.path("pinCount").asLong())
        .containsExactlyInAnyOrder(tuple(small.id(), 1L), tuple(file.id(), (long) NAMED));
    assertThat(named(shown)).isEqualTo(NAMED);
  }

  private List<JsonNode> listed(String operation) {
    return api.get("/v1/operations?fileId=" + file.id()).is(200).items().stream()
        .filter(shown -> shown.path("id").asString().equals(operation))
        .flatMap(shown -> shown.path("blockers").valueStream())
        .toList();
  }

  private Map<String, Long> everybody() {
    return Map.of(many.id(), (long) NAMED, leased.id(), 1L, unleased.id(), 1L, brief.id(), 1L);
  }

  private static Map<String, Long> pinCounts(List<JsonNode> blockers) {
    Map<String, Long> counts = new TreeMap<>();
    blockers.forEach(
        b -> counts.merge(b.path("processId").asString(), b.path("pinCount").asLong(), Long::sum));
    return counts;
  }

  private static int named(List<JsonNode> shown) {
    return shown.stream().mapToInt(s -> s.path("pins").size()).sum();
  }

  private static List<String> signals(Answer dryRun) {
    return dryRun.list("signals").stream()
        .map(s -> s.path("processId").asString() + s.path("signal").asString())
        .sorted()
        .toList();
  }
}
