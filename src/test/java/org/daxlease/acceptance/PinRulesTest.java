package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Where pins may lie, how they are trimmed, handed over and dropped. */
class PinRulesTest extends Acceptance {

  @Test
  void pinMayReachToTheEndOfTheLastPage() {
    StoredFile file = scene.file(5000, "DAX");
    Holder p = scene.process().maps(file);

    p.asksToPin(file, 4 * K, 4 * K).is(201);
    p.asksToPin(file, 0, 8 * K).is(201);
    p.asksToPin(file, 8 * K, 1).refused(422, "EFAULT");
    p.asksToPin(file, 4 * K, 8 * K).refused(422, "EFAULT");
  }

  @Test
  void emptyFileHasNothingToPin() {
    StoredFile file = scene.file(0, "DAX");

    scene.process().asksToPin(file, 0, 1).refused(422, "EFAULT");
  }

  @Test
  void roundingOutwardCoversEveryTouchedPage() {
    StoredFile file = scene.file();

    Answer pin = scene.process().asksToPin(file, 4095, 2).is(201);

    assertThat(pin.number("offset")).isZero();
    assertThat(pin.number("length")).isEqualTo(8 * K);
  }

  @Test
  void pagesAreAsLargeAsTheFileSays() {
    StoredFile file = scene.file(4 << 20, "DAX", "pageSize", 2 << 20);
    Holder p = scene.process();

    p.asksToMap(file, 4 * K, 2 << 20, "READ").refused(400, "EINVAL");
    p.maps(file, 0, 4 << 20);
    Answer pin = p.asksToPin(file, 100, 10).is(201);

    assertThat(pin.number("offset")).isZero();
    assertThat(pin.number("length")).isEqualTo(2 << 20);
  }

  @Test
  void writePinNeedsAWritableMapping() {
    StoredFile file = scene.file();
    Holder p = scene.process();
    String readOnly = p.asksToMap(file, 0, 64 * K, "READ").is(201).id();

    p.asksToPinThrough(readOnly, 0, 4 * K, "access", "WRITE").refused(422, "EFAULT");
    p.asksToPinThrough(readOnly, 0, 4 * K, "access", "READ").is(201);
    p.asksToPin(file, 0, 4 * K, "access", "READ").is(201);
  }

  @Test
  void shortPinsAndPageCacheNeedNoLease() {
    scene.policy("unleasedPin", "REFUSE");
    StoredFile dax = scene.file();
    StoredFile cached = scene.file(64 * K, "PAGE_CACHE");
    Holder p = scene.process();

    p.asksToPin(dax, 0, 4 * K, "term", "SHORT").is(201);
    p.asksToPin(cached, 0, 4 * K).is(201);
    p.asksToPin(dax, 0, 4 * K).refused(403, "EPERM");
  }

  @Test
  void leaseMustCoverTheWholePin() {
    StoredFile file = scene.policy("unleasedPin", "REFUSE").file();
    Holder p = scene.process().leases(file, "offset", 4 * K, "length", 8 * K);

    p.asksToPin(file, 4 * K, 8 * K).is(201);
    p.asksToPin(file, 0, 8 * K).refused(403, "EPERM");
    p.asksToPin(file, 8 * K, 8 * K).refused(403, "EPERM");
  }

  @Test
  void unmappingTwiceIsFineAndUnpinningTwiceIsNot() {
    StoredFile file = scene.file();
    Holder p = scene.process().pins(file, 0, 4 * K);
    String mapping = p.mapping(file);

    api.delete("/v1/mappings/" + mapping).is(204);
    api.delete("/v1/mappings/" + mapping).is(204);
    p.unpins();

    p.asksToUnpin(p.pin()).refused(409, "EAGAIN");
    assertThat(p.pinNow().state()).isEqualTo("UNPINNED");
    assertThat(p.pinNow().text("reason")).isEqualTo("UNPIN");
  }

  @Test
  void nothingIsPinnedThroughADeletedMapping() {
    StoredFile file = scene.file();
    Holder p = scene.process().maps(file);
    api.delete("/v1/mappings/" + p.mapping(file)).is(204);

    Answer answer = p.asksToPin(file, 0, 4 * K);

    answer.refused(422, "EFAULT");
  }

  @Test
  void everyPinOfARangeCounts() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file).pins(file, 0, 4 * K);
    String first = p.pin();
    p.pins(file, 0, 4 * K);
    Holder q = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0).was(202, "BREAKING");

    p.unpins(first);
    q.unpins();
    truncate.isStill("BREAKING");
    p.unpins();

    truncate.becomes("GRANTED");
    assertThat(p.signalled()).containsExactly("SIGIO");
  }

  @Test
  void leasedAndUnleasedPinsOfOneProcessAreToldApart() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file, "offset", 0, "length", 8 * K).pins(file, 0, 4 * K);
    String leased = p.pin();
    p.pins(file, 16 * K, 4 * K);
    assertThat(p.pinNow().lacks("leaseId")).isTrue();

    Operation truncate = file.truncates(0).was(202, "BREAKING");

    assertThat(p.signalled()).containsExactlyInAnyOrder("SIGIO", "SIGBUS");
    for (JsonNode signal : p.signals()) {
      String expected = Coordinator.type(signal).equals("signal.sigio") ? leased : p.pin();
      assertThat(
              signal.path("data").path("pins").valueStream().map(pin -> pin.path("id").asString()))
          .containsExactly(expected);
    }
    p.unpins();
    truncate.isStill("BREAKING");
    p.unpins(leased);
    truncate.becomes("GRANTED");
  }

  @Test
  void trimIsRoundedOutward() {
    StoredFile file = scene.file();
    Holder p = scene.process().pins(file, 0, 16 * K);

    Answer trimmed = p.asksToTrim(4 * K + 1, 10).is(200);

    assertThat(trimmed.number("offset")).isEqualTo(4 * K);
    assertThat(trimmed.number("length")).isEqualTo(4 * K);
    p.asksToTrim(0, 4 * K).refused(400, "EINVAL");
    p.asksToTrim(4 * K, 8 * K).refused(400, "EINVAL");
    p.asksToTrim(4 * K, 0).refused(400, "EINVAL");
    assertThat(file.events("pin.trimmed")).hasSize(1);
  }

  @Test
  void pinTrimmedOutOfTheRangeEndsTheBreak() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 16 * K);
    Operation punch = file.punches(0, 4 * K).was(202, "BREAKING");

    p.asksToTrim(4 * K, 12 * K).is(200);

    punch.becomes("GRANTED");
    assertThat(punch.outcome()).isEqualTo("UNPINNED");
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
    assertThat(p.pinNow().state()).isEqualTo("PINNED");
  }

  @Test
  void pinOverAClosedRangeIsNotHandedOver() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.process().leases(file).maps(file);
    file.truncates(0).was(202, "BREAKING");

    p.asksToTransfer(file, q).refusedAsClosed();

    assertThat(p.pinNow().text("processId")).isEqualTo(p.id());
  }

  @Test
  void receiversMappingMustCoverThePin() {
    StoredFile file = scene.file();
    StoredFile other = scene.file();
    Holder p = scene.holder(file, 0, 8 * K);
    Holder q = scene.process().leases(file).maps(file, 4 * K, 60 * K).maps(other);

    p.asksToTransfer(file, q).refused(422, "EFAULT");
    p.asksToTransfer(other, q).refused(422, "EFAULT");

    assertThat(p.pinNow().text("processId")).isEqualTo(p.id());
    assertThat(p.leaseNow().number("pins")).isEqualTo(1);
  }

  @Test
  void transferMovesTheReference() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.process().leases(file).maps(file);
    p.asksToReleaseLease().is(200);

    p.asksToTransfer(file, q).is(200);

    assertThat(p.leaseNow().state()).isEqualTo("RELEASED");
    assertThat(q.leaseNow().number("pins")).isEqualTo(1);
    assertThat(file.blockingProcesses(0, 4 * K)).containsExactly(q.id());
    p.exits();
    assertThat(p.pinNow().state()).isEqualTo("PINNED");
    assertThat(file.events("pin.transferred")).hasSize(1);
  }

  @Test
  void mappingOfAnotherFileTakesNoPin() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    Answer refused = p.asksToTransfer(scene.file(), scene.process()).refused(422, "EFAULT");

    assertThat(refused.text("detail")).contains("another file");
    assertThat(p.pinNow().text("processId")).isEqualTo(p.id());
  }

  @Test
  void batchAnswersEachItemOnItsOwn() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file).maps(file);

    Answer answer =
        api.post(
                "/v1/pins/batch",
                "items",
                List.of(
                    item(p.mapping(file), 0, 4 * K),
                    item(p.mapping(file), 32 * K, 64 * K),
                    item(UUID.randomUUID().toString(), 0, 4 * K),
                    item(p.mapping(file), 100, 10)))
            .is(200);

    assertThat(answer.items()).hasSize(4);
    assertThat(answer.text("items.0.pin.state")).isEqualTo("PINNED");
    assertThat(answer.text("items.1.problem.code")).isEqualTo("EFAULT");
    assertThat(answer.number("items.1.problem.status")).isEqualTo(422);
    assertThat(answer.text("items.2.problem.code")).isEqualTo("ENOENT");
    assertThat(answer.number("items.3.pin.length")).isEqualTo(4 * K);
    assertThat(file.livePins().ids())
        .containsExactlyInAnyOrder(answer.text("items.0.pin.id"), answer.text("items.3.pin.id"));
    assertThat(p.leaseNow().number("pins")).isEqualTo(2);
  }

  @Test
  void batchOverMappingsThatPinsWereMadeUnderBeforeAnswersAsTheFirst() {
    StoredFile one = scene.file();
    StoredFile two = scene.file();
    Holder p = scene.process().leases(one).leases(two).pins(one, 0, 4 * K).pins(two, 0, 4 * K);
    Holder unmapped = scene.holder(one, 4 * K, 4 * K);
    api.delete("/v1/mappings/" + unmapped.mapping(one)).is(204);
    Holder gone = scene.holder(two, 4 * K, 4 * K);
    gone.exits();
    List<Object> items =
        List.of(
            item(p.mapping(one), 8 * K, 4 * K),
            item(unmapped.mapping(one), 8 * K, 4 * K),
            item(p.mapping(two), 8 * K, 4 * K),
            item(gone.mapping(two), 8 * K, 4 * K));

    Answer answer = api.post("/v1/pins/batch", "items", items).is(200);

    assertThat(answer.text("items.0.pin.fileId")).isEqualTo(one.id());
    assertThat(answer.text("items.1.problem.code")).isEqualTo("EFAULT");
    assertThat(answer.text("items.2.pin.fileId")).isEqualTo(two.id());
    assertThat(answer.text("items.3.problem.code")).isEqualTo("ESRCH");
    assertThat(p.leaseNow().number("pins")).isEqualTo(2);
  }

  @Test
  void batchOfAThousandIsTaken() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file).maps(file);
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      items.add(item(p.mapping(file), (i % 16) * 4 * K, 4 * K));
    }

    Answer answer = api.post("/v1/pins/batch", "items", items).is(200);

    assertThat(answer.items()).hasSize(1000).allMatch(item -> item.has("pin"));
    assertThat(p.leaseNow().number("pins")).isEqualTo(1000);
  }

  @Test
  void filePinsShowWhereAProcessHoldsWhat() {
    StoredFile one = scene.file();
    StoredFile two = scene.file();
    Holder p = scene.process().leases(one).pins(one, 0, 4 * K);
    p.pins(two, 8 * K, 4 * K);
    scene.passes(p.pinNow().time("pinnedAt").plusSeconds(1));

    List<JsonNode> files = api.get("/v1/processes/" + p.id() + "/file-pins").is(200).items();

    assertThat(files)
        .extracting(file -> file.path("fileId").asString())
        .containsExactlyInAnyOrder(one.id(), two.id());
    for (JsonNode file : files) {
      JsonNode pin = file.path("pins").get(0);
      boolean first = file.path("fileId").asString().equals(one.id());
      assertThat(pin.path("offset").asLong()).isEqualTo(first ? 0 : 8 * K);
      assertThat(pin.path("length").asLong()).isEqualTo(4 * K);
      assertThat(pin.path("leaseId").isNull()).isEqualTo(!first);
      assertThat(pin.path("ageSeconds").asDouble()).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void blockersAreThoseWhosePinsOverlap() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.holder(file, 32 * K, 4 * K);

    assertThat(file.blockingProcesses(0, 4 * K)).containsExactly(p.id());
    assertThat(file.blockingProcesses(4 * K, 28 * K)).isEmpty();
    assertThat(file.blockingProcesses(0, 64 * K)).containsExactlyInAnyOrder(p.id(), q.id());
    JsonNode blocker = file.blockers(0, 4 * K).items().getFirst();
    assertThat(blocker.path("leaseId").asString()).isEqualTo(p.lease());
    assertThat(blocker.path("pins").get(0).path("id").asString()).isEqualTo(p.pin());
    assertThat(blocker.path("host").asString()).isEqualTo(scene.host());
  }

  private static Object item(String mapping, long offset, long length) {
    return Json.object("mappingId", mapping, "offset", offset, "length", length, "access", "WRITE");
  }
}
