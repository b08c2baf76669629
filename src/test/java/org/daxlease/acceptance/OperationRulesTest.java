package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What each kind of operation affects, and what happens to it when something is in the way. */
class OperationRulesTest extends Acceptance {

  @ParameterizedTest
  @CsvSource({
    "PUNCH_HOLE,     8192, 4096, 8192, 4096",
    "ZERO_RANGE,     8192, 4096, 8192, 4096",
    "COLLAPSE_RANGE, 8192, 4096, 8192, 9223372036854767615",
    "INSERT_RANGE,   8192, 4096, 8192, 9223372036854767615"
  })
  void rangeKindsAffect(String kind, long offset, long length, long from, long span) {
    Operation operation = scene.file().requests(kind, "offset", offset, "length", length);

    assertThat(operation.requested().number("affected.offset")).isEqualTo(from);
    assertThat(operation.requested().number("affected.length")).isEqualTo(span);
  }

  @Test
  void truncateAffectsFromTheNewSizeAndExtendFromTheOld() {
    Operation shrink = scene.file().truncates(100);
    Operation grow = scene.file().truncates(128 * K);
    Operation extend = scene.file().requests("EXTEND", "newSize", 128 * K);

    assertThat(shrink.requested().number("affected.offset")).isEqualTo(100);
    assertThat(shrink.requested().number("affected.length")).isEqualTo(END - 100);
    for (Operation easy : new Operation[] {grow, extend}) {
      assertThat(easy.requested().number("affected.offset")).isEqualTo(64 * K);
      assertThat(easy.requested().number("affected.length")).isEqualTo(END - 64 * K);
    }
  }

  @Test
  void truncateInsideAPinnedPageBreaksIt() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    file.truncates(100).was(202, "BREAKING");

    assertThat(p.signalled()).containsExactly("SIGIO");
  }

  @Test
  void truncateBehindThePinDoesNotTouchIt() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4 * K);

    file.truncates(4 * K).was(201, "GRANTED").completes();

    assertThat(file.size()).isEqualTo(4 * K);
  }

  @ParameterizedTest
  @ValueSource(strings = {"COLLAPSE_RANGE", "INSERT_RANGE"})
  void shiftingKindsBreakEverythingBehindTheirOffset(String kind) {
    StoredFile file = scene.file();
    Holder before = scene.holder(file, 0, 4 * K);
    Holder behind = scene.holder(file, 32 * K, 4 * K);

    file.requests(kind, "offset", 4 * K, "length", 4 * K).was(202, "BREAKING");

    assertThat(behind.signals().getFirst().path("data").path("deadline").isString()).isTrue();
    assertThat(before.signalled()).containsExactly("SIGIO");
    assertThat(before.signals()).allMatch(s -> s.path("data").path("deadline").isNull());
  }

  @Test
  void collapseShrinksAndInsertGrowsTheFile() {
    StoredFile file = scene.file();

    file.requests("COLLAPSE_RANGE", "offset", 4 * K, "length", 8 * K).completes();
    assertThat(file.size()).isEqualTo(56 * K);
    file.requests("INSERT_RANGE", "offset", 0, "length", 16 * K).completes();

    assertThat(file.size()).isEqualTo(72 * K);
  }

  @Test
  void unlinkWaitsForEveryPinAndDeletesTheRegistration() {
    StoredFile file = scene.file();
    String path = file.now().text("path");
    Holder p = scene.process().pins(file, 0, 4 * K);
    Operation unlink = file.requests("UNLINK").was(202, "BREAKING");
    file.isThere(true);

    p.unpins();
    unlink.becomes("GRANTED").completes();

    file.isThere(false);
    assertThat(file.eventTypes()).endsWith("file.removed").containsOnlyOnce("file.removed");
    api.post(
            "/v1/files",
            "filesystem",
            scene.filesystem(),
            "path",
            path,
            "backing",
            "DAX",
            "size",
            1)
        .is(201);
  }

  @Test
  void readAndWriteAreGrantedEvenOverAClosedRange() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4 * K);
    file.truncates(0).was(202, "BREAKING");

    file.requests("READ", "offset", 0, "length", 4 * K).was(201, "GRANTED");
    file.requests("WRITE", "offset", 0, "length", 4 * K).was(201, "GRANTED");
    file.requests("WRITE", "offset", 0, "length", 4 * K, "onConflict", "FAIL").was(201, "GRANTED");
  }

  @Test
  void extendWaitsForAnEarlierOverlappingOperation() {
    StoredFile file = scene.file();
    Operation truncate = file.truncates(0).was(201, "GRANTED");

    Operation extend = file.requests("EXTEND", "newSize", 128 * K).was(202, "QUEUED");

    truncate.completes();
    extend.becomes("GRANTED").completes();
    assertThat(file.size()).isEqualTo(128 * K);
  }

  @Test
  void onlyAnotherOperationInTheWay() {
    StoredFile file = scene.file();
    file.truncates(0).was(201, "GRANTED");
    long signals = file.events("signal").size();

    file.asksToTruncate(0, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");
    file.asksToTruncate(0, "onConflict", "FAIL").refused(409, "EBUSY");
    file.truncates(0, "onConflict", "WAIT").was(202, "QUEUED");

    assertThat(file.events("signal")).hasSize((int) signals);
  }

  @Test
  void shortPinsAloneRefuseNowait() {
    StoredFile file = scene.file();
    Holder p = scene.process().pins(file, 0, 4 * K, "term", "SHORT");

    file.asksToTruncate(0, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");

    assertThat(p.signalled()).isEmpty();
  }

  @Test
  void refusedNowaitTakesNoPlaceInTheQueue() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    file.asksToTruncate(0, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");

    Operation waiting = file.truncates(0).was(202, "BREAKING");

    assertThat(p.signalled()).containsExactly("SIGIO");
    p.unpins();
    waiting.becomes("GRANTED");
  }

  @Test
  void operationsOnPageCacheQueueButBreakNobody() {
    StoredFile file = scene.file(64 * K, "PAGE_CACHE");
    Holder p = scene.holder(file, 0, 4 * K);
    Operation first = file.punches(32 * K, 4 * K).was(201, "GRANTED");

    Operation second = file.truncates(0).was(202, "QUEUED");

    assertThat(p.pinNow().flag("detached")).isFalse();
    first.completes();
    second.becomes("GRANTED");
    assertThat(p.pinNow().flag("detached")).isTrue();
    assertThat(p.signalled()).isEmpty();
    assertThat(file.events("pin.detached")).hasSize(1);
    second.completes();
    p.unpins();
  }

  @Test
  void onPageCacheOnlyTheHoldersOfUnbreakableLeasesAreInTheWay() {
    StoredFile file = scene.file(64 * K, "PAGE_CACHE");
    scene.holder(file, 0, 4 * K);
    assertThat(file.blockingProcesses(0, 64 * K)).isEmpty();
    Holder p = scene.process().leases(file, "breakable", false).pins(file, 0, 4 * K);

    Answer refused = file.asksToTruncate(0).refused(409, "ETXTBSY");

    assertThat(refused.list("blockers")).hasSize(1);
    assertThat(refused.text("blockers.0.processId")).isEqualTo(p.id());
    assertThat(file.blockingProcesses(0, 64 * K)).containsExactly(p.id());
  }

  @Test
  void operationsThatHoldNobodyUpAreNotAmongTheBlockers() {
    StoredFile file = scene.file();
    file.requests("READ", "offset", 0, "length", 4 * K).was(201, "GRANTED");
    Operation punch = file.punches(0, 4 * K).was(201, "GRANTED");

    List<JsonNode> ahead = file.blockers(0, 4 * K).list("operations");

    assertThat(ahead).hasSize(1);
    assertThat(ahead.getFirst().path("id").asString()).isEqualTo(punch.id());
  }

  @Test
  void nowaitAndFailGoThroughOnPageCache() {
    StoredFile file = scene.file(64 * K, "PAGE_CACHE");
    scene.process().pins(file, 0, 4 * K);

    file.truncates(32 * K, "onConflict", "FAIL").was(201, "GRANTED").completes();
    file.truncates(0, "onConflict", "NOWAIT").was(201, "GRANTED");
  }

  @Test
  void writebackBouncesNothingOnDax() {
    StoredFile file = scene.file();
    scene.process().pins(file, 0, 4 * K);

    Operation writeback = file.requests("WRITEBACK").was(201, "GRANTED");

    assertThat(writeback.requested().list("bounce")).isEmpty();
  }

  @Test
  void writebackBouncesOnlyItsRangeAndOnlyLongtermPins() {
    StoredFile file = scene.file(64 * K, "PAGE_CACHE");
    Holder p = scene.process().pins(file, 0, 4 * K);
    p.pins(file, 8 * K, 4 * K, "term", "SHORT").pins(file, 16 * K, 8 * K);

    Answer answer = file.requests("WRITEBACK", "offset", 8 * K, "length", 32 * K).requested();

    assertThat(answer.list("bounce")).hasSize(1);
    assertThat(answer.text("bounce.0.pinId")).isEqualTo(p.pin());
  }

  @Test
  void writebackBouncesOnlyThePartOfAPinInItsRange() {
    StoredFile file = scene.file(64 * K, "PAGE_CACHE");
    scene.process().pins(file, 0, 16 * K);

    Answer answer = file.requests("WRITEBACK", "offset", 4 * K, "length", 8 * K).requested();

    assertThat(answer.list("bounce")).hasSize(1);
    assertThat(answer.number("bounce.0.offset")).isEqualTo(4 * K);
    assertThat(answer.number("bounce.0.length")).isEqualTo(8 * K);
  }

  @Test
  void autoCompleteFinishesWithTheGrant() {
    StoredFile file = scene.file();

    file.truncates(4 * K, "autoComplete", true).was(201, "COMPLETED");
    assertThat(file.size()).isEqualTo(4 * K);
    Holder p = scene.holder(file, 0, 4 * K);
    Operation waiting = file.truncates(0, "autoComplete", true).was(202, "BREAKING");
    assertThat(file.size()).isEqualTo(4 * K);
    p.unpins();

    waiting.becomes("COMPLETED");
    assertThat(file.size()).isZero();
    p.asksToPin(file, 0, 4 * K).refused(422, "EFAULT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUNCH_HOLE", "ZERO_RANGE", "COLLAPSE_RANGE", "INSERT_RANGE"})
  void autoCompleteIsNotForRealWorkOnDax(String kind) {
    Object[] fields = {"offset", 0, "length", 4 * K, "autoComplete", true};

    scene.file().asks(kind, fields).refused(422, "EOPNOTSUPP");
    scene.file(64 * K, "PAGE_CACHE").requests(kind, fields).was(201, "COMPLETED");
  }

  @Test
  void easyKindsMayAutoCompleteOnDax() {
    StoredFile file = scene.file();

    file.requests("EXTEND", "newSize", 128 * K, "autoComplete", true).was(201, "COMPLETED");
    file.requests("READ", "offset", 0, "length", 1, "autoComplete", true).was(201, "COMPLETED");

    assertThat(file.size()).isEqualTo(128 * K);
  }

  @Test
  void dryRunsTellTheRefusalToo() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4 * K);
    StoredFile kept = scene.file();
    scene.process().leases(kept, "breakable", false).pins(kept, 0, 4 * K);
    long before = api.journalEnd();

    Answer easy = file.asks("READ", "offset", 0, "length", 1, "dryRun", true).is(200);
    Answer free = file.asksToPunch(32 * K, 4 * K, "dryRun", true).is(200);
    Answer nowait = file.asksToTruncate(0, "onConflict", "NOWAIT", "dryRun", true).is(200);
    Answer fail = file.asksToTruncate(0, "onConflict", "FAIL", "dryRun", true).is(200);
    Answer unbreakable = kept.asksToTruncate(0, "dryRun", true).is(200);

    assertThat(easy.list("blockers")).isEmpty();
    assertThat(free.lacks("code")).isTrue();
    assertThat(nowait.text("code")).isEqualTo("EWOULDBLOCK");
    assertThat(fail.text("code")).isEqualTo("ETXTBSY");
    assertThat(unbreakable.text("code")).isEqualTo("ETXTBSY");
    assertThat(api.askedForSince(before)).isEmpty();
  }

  /** Who blocks what is the same in a list: SHORT pins, which nobody breaks, hold up as well. */
  @ParameterizedTest
  @ValueSource(strings = {"PT30S", "PT0S"})
  void listNamesTheBlockersThatOneOperationNames(String breakTime) {
    StoredFile file = scene.policy("leaseBreakTime", breakTime).file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.process().pins(file, 4 * K, 4 * K, "term", "SHORT");
    scene.process().pins(file, 32 * K, 4 * K, "term", "SHORT");
    Operation punch = file.punches(0, 8 * K).was(202, "BREAKING");

    for (String list : List.of("/v1/operations?fileId=" + file.id(), file.path() + "/operations")) {
      JsonNode listed = api.get(list).is(200).items().getFirst();
      assertThat(listed.path("blockers").valueStream().map(b -> b.path("processId").asString()))
          .containsExactlyInAnyOrder(p.id(), q.id());
      assertThat(listed.path("blockers")).hasSameElementsAs(punch.now().at("blockers"));
      assertThat(listed.has("estimatedGrantBy")).isEqualTo(!punch.now().lacks("estimatedGrantBy"));
    }
  }
}
