package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who a process is, how it goes, and what it still may be asked about afterwards. */
class ProcessRulesTest extends Acceptance {

  @Test
  void sameIdentityIsTheSameProcess() {
    Holder p = scene.process("pid", 77, "startTime", "100");

    Answer again = register("100").is(200);
    Answer reused = register("200").is(201);
    Answer unknown = register(null).is(201);

    assertThat(again.id()).isEqualTo(p.id());
    assertThat(reused.id()).isNotEqualTo(p.id());
    assertThat(register(null).is(200).id()).isEqualTo(unknown.id());
    assertThat(p.now().state()).isEqualTo("RUNNING");
    scene.knownProcess(reused);
    scene.knownProcess(unknown);
  }

  @Test
  void identityIsFreeAgainAfterTheExit() {
    Holder p = scene.process("pid", 77, "startTime", "100").exits();

    Answer again = register("100").is(201);

    assertThat(again.id()).isNotEqualTo(p.id());
    assertThat(again.state()).isEqualTo("RUNNING");
  }

  @Test
  void exitingTwiceIsRefused() {
    scene.process().exits().asksToExit().refused(410, "ESRCH");
  }

  @Test
  void fenceRevokesEverythingAndALaterExitReportIsTaken() {
    StoredFile one = scene.file();
    StoredFile two = scene.file();
    Holder p = scene.holder(one, 0, 4 * K);
    String pinOfOne = p.pin();
    p.leases(two).pins(two, 0, 4 * K);

    p.isFenced();

    assertThat(p.now().state()).isEqualTo("KILLED");
    assertThat(p.pinNow().state()).isEqualTo("REVOKED");
    assertThat(p.pinNow().text("reason")).isEqualTo("FENCE");
    assertThat(api.get("/v1/pins/" + pinOfOne).is(200).state()).isEqualTo("REVOKED");
    assertThat(p.leaseNow().state()).isEqualTo("REVOKED");
    assertThat(one.events("lease.revoked")).hasSize(1);
    assertThat(two.events("pin.revoked")).hasSize(1);
    p.asksToBeFenced().refused(410, "ESRCH");
    p.asksToExit().is(204);
    assertThat(p.now().state()).isEqualTo("KILLED");
  }

  @Test
  void operationOverAFencedBreakIsNotConfirmedEvenIfTheExitIsReportedLater() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0).was(202, "BREAKING");

    p.isFenced();
    truncate.becomes("GRANTED");
    p.asksToExit().is(204);

    assertThat(truncate.outcome()).isEqualTo("FENCED");
    assertThat(truncate.now().flag("confirmed")).isFalse();
  }

  @Test
  void exitEndsItsBreaksOnEveryFile() {
    StoredFile one = scene.file();
    StoredFile two = scene.file();
    Holder p = scene.holder(one, 0, 4 * K).leases(two).pins(two, 0, 4 * K);
    Operation first = one.truncates(0).was(202, "BREAKING");
    Operation second = two.truncates(0).was(202, "BREAKING");

    p.exits();

    for (Operation operation : List.of(first, second)) {
      operation.becomes("GRANTED");
      assertThat(operation.outcome()).isEqualTo("EXITED");
      assertThat(operation.now().flag("confirmed")).isTrue();
    }
  }

  @Test
  void goneComesBeforeEveryOtherRefusal() {
    StoredFile file = scene.policy("unleasedPin", "REFUSE").file();
    Holder p = scene.holder(file, 0, 4 * K).unpins();
    Holder q = scene.process();
    String mapping = p.mapping(file);
    p.exits();

    p.asksToUnpin(p.pin()).refused(410, "ESRCH");
    p.asksToReleaseLease().refused(410, "ESRCH");
    p.asksToTrim(0, 4 * K).refused(410, "ESRCH");
    p.asksToTransfer(file, q).refused(410, "ESRCH");
    p.asksToPinThrough(mapping, 512 * K, 4 * K).refused(410, "ESRCH");
    api.delete("/v1/mappings/" + mapping).refused(410, "ESRCH");
    p.asksForLease(file).refused(410, "ESRCH");
    q.leases(file).pins(file, 0, 4 * K);
    api.post("/v1/pins/" + q.pin() + "/transfer", "processId", q.id(), "mappingId", mapping)
        .refused(410, "ESRCH");
    api.post(
            "/v1/operations",
            "fileId",
            UUID.randomUUID().toString(),
            "kind",
            "TRUNCATE",
            "newSize",
            0,
            "requesterProcessId",
            p.id())
        .refused(410, "ESRCH");
  }

  @Test
  void nothingIsHandedToAGoneProcess() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.process().leases(file).maps(file);
    q.exits();

    p.asksToTransfer(file, q).refused(410, "ESRCH");

    assertThat(p.pinNow().text("processId")).isEqualTo(p.id());
  }

  @Test
  void goneThingsStayReadable() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    String mapping = p.mapping(file);

    p.exits();

    assertThat(p.now().state()).isEqualTo("EXITED");
    assertThat(p.pinNow().state()).isEqualTo("UNPINNED");
    assertThat(p.leaseNow().state()).isEqualTo("RELEASED");
    assertThat(api.get("/v1/mappings/" + mapping).is(200).state()).isEqualTo("UNMAPPED");
    assertThat(api.get(file.path() + "/pins?state=UNPINNED").is(200).ids())
        .containsExactly(p.pin());
    assertThat(api.get(file.path() + "/leases?state=RELEASED").is(200).ids())
        .containsExactly(p.lease());
    assertThat(api.get("/v1/processes/" + p.id() + "/file-pins").is(200).items()).isEmpty();
  }

  @Test
  void heartbeatTellsWhatIsNotAcknowledged() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    assertThat(p.beats().is(200).list("signals")).isEmpty();
    file.truncates(0);

    List<JsonNode> signals = p.beats().is(200).list("signals");
    assertThat(signals).hasSize(1);
    assertThat(signals.getFirst().path("type").asString()).isEqualTo("org.daxlease.signal.sigio");
    assertThat(p.beats().is(200).list("signals")).hasSize(1);

    String id = signals.getFirst().path("id").asString();
    assertThat(p.beats(id).is(200).list("signals")).isEmpty();
    assertThat(p.beats(id).is(200).list("signals")).isEmpty();
  }

  @Test
  void signalOfAnotherProcessIsNotAcknowledged() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.process();
    file.truncates(0);
    String id = p.signals().getFirst().path("id").asString();

    q.beats(id).is(200);

    assertThat(p.beats().is(200).list("signals")).hasSize(1);
  }

  @Test
  void processesAreListedByHostAndState() {
    Holder p = scene.process();
    Holder q = scene.process().exits();

    assertThat(api.get("/v1/processes?host=" + scene.host()).is(200).ids())
        .containsExactlyInAnyOrder(p.id(), q.id());
    assertThat(api.get("/v1/processes?state=RUNNING&host=" + scene.host()).is(200).ids())
        .containsExactly(p.id());
    assertThat(api.get("/v1/processes?state=EXITED&host=" + scene.host()).is(200).ids())
        .containsExactly(q.id());
    assertThat(api.get("/v1/processes?state=ALL&host=" + scene.host()).is(200).ids())
        .containsExactlyInAnyOrder(p.id(), q.id());
  }

  private Answer register(@Nullable String startTime) {
    Object[] identity = {"host", scene.host(), "pid", 77};
    Object[] withStart = {"host", scene.host(), "pid", 77, "startTime", startTime};
    return api.post("/v1/processes", startTime == null ? identity : withStart);
  }
}
