package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A20 to A28: who may pin what, and what counts as pinned. */
class PinScenariosTest extends Acceptance {

  @Test
  void a20PinWithoutLeaseIsRefusedWherePolicySaysSo() {
    StoredFile file = scene.policy("unleasedPin", "REFUSE").file();
    Holder p = scene.process();

    Answer answer = p.asksToPin(file, 0, 4 * K);

    answer.refused(403, "EPERM");
    assertThat(file.livePins().items()).isEmpty();
  }

  @Test
  void a21TheLeaseMustBeTheProcessesOwn() {
    StoredFile file = scene.policy("unleasedPin", "REFUSE").file();
    scene.process().leases(file);
    Holder p = scene.process();

    Answer answer = p.asksToPin(file, 0, 4 * K);

    answer.refused(403, "EPERM");
  }

  @Test
  void a22ImplicitLeaseComesAndGoesWithItsPin() {
    StoredFile file = scene.policy("unleasedPin", "IMPLICIT_LEASE").file();
    Holder p = scene.process();

    p.pins(file, 0, 4 * K);

    List<JsonNode> leases = file.liveLeases().items();
    assertThat(leases).hasSize(1);
    JsonNode lease = leases.getFirst();
    assertThat(lease.path("origin").asString()).isEqualTo("IMPLICIT");
    assertThat(lease.path("pins").asLong()).isEqualTo(1);
    assertThat(lease.path("offset").asLong()).isZero();
    assertThat(lease.path("length").asLong()).isEqualTo(END);
    assertThat(p.pinNow().text("leaseId")).isEqualTo(lease.path("id").asString());
    p.unpins();
    assertThat(file.liveLeases().items()).isEmpty();
  }

  @Test
  void a23PinWithoutLeaseIsAcceptedByDefault() {
    StoredFile file = scene.policy("unleasedPin", "SIGBUS").file();
    Holder p = scene.process();

    Answer pinned = p.asksToPin(file, 0, 4 * K).is(201);

    assertThat(pinned.lacks("leaseId")).isTrue();
    assertThat(pinned.state()).isEqualTo("PINNED");
  }

  @Test
  void a24PinMustLieInsideItsMapping() {
    StoredFile file = scene.file();
    Holder p = scene.process().maps(file, 4096, 8192);

    p.asksToPin(file, 0, 4096).refused(422, "EFAULT");
    p.asksToPin(file, 8192, 8192).refused(422, "EFAULT");
    p.asksToPin(file, 4096, 0).refused(400, "EINVAL");
    p.asksToPin(file, END, 4096).refused(400, "EOVERFLOW");
    p.asksToPin(file, END, 1).refused(400, "EOVERFLOW");

    assertThat(file.livePins().items()).isEmpty();
    p.asksToPin(file, 4096, 8192).is(201);
  }

  @Test
  void a25PinsAreWholePages() {
    StoredFile file = scene.file();
    Holder p = scene.process().pins(file, 100, 10);

    Answer pin = p.pinNow();

    assertThat(pin.number("offset")).isZero();
    assertThat(pin.number("length")).isEqualTo(4096);
  }

  @Test
  void a26LivePinsArePinnedMinusUnpinnedMinusRevoked() {
    long total = totalPins();
    StoredFile file = scene.file();
    Holder p = scene.process();
    Holder q = scene.process();
    List<String> pins = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      pins.add(p.pins(file, i * 4 * K, 4 * K).pin());
    }
    q.pins(file, 0, 4 * K).pins(file, 0, 4 * K);
    assertThat(file.livePins().items()).hasSize(9);
    assertThat(totalPins()).isEqualTo(total + 9);

    p.unpins(pins.get(0)).unpins(pins.get(3)).unpins(pins.get(6));
    assertThat(file.livePins().items()).hasSize(6);
    assertThat(pinsOf(p)).hasSize(4);
    assertThat(totalPins()).isEqualTo(total + 6);

    q.isFenced();
    assertThat(file.livePins().items()).hasSize(4);
    assertThat(pinsOf(q)).isEmpty();
    assertThat(totalPins()).isEqualTo(total + 4);

    p.exits();
    assertThat(file.livePins().items()).isEmpty();
    assertThat(totalPins()).isEqualTo(total);
    assertThat(file.events("pin.pinned")).hasSize(9);
    assertThat(file.events("pin.unpinned")).hasSize(7);
    assertThat(file.events("pin.revoked")).hasSize(2);
  }

  @Test
  void a27TrimKeepsOnlyAPartOfThePin() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 16 * K);

    Answer trimmed = p.asksToTrim(4 * K, 4 * K).is(200);

    assertThat(trimmed.id()).isEqualTo(p.pin());
    assertThat(trimmed.number("offset")).isEqualTo(4 * K);
    assertThat(trimmed.number("length")).isEqualTo(4 * K);
    file.punches(0, 4 * K).was(201, "GRANTED");
    file.punches(8 * K, 8 * K).was(201, "GRANTED");
    file.punches(4 * K, 4 * K).was(202, "BREAKING");
    p.asksToTrim(0, 16 * K).refused(400, "EINVAL");
    assertThat(p.pinNow().number("length")).isEqualTo(4 * K);
  }

  @Test
  void a28TransferNeedsALeaseOfTheReceiver() {
    StoredFile file = scene.policy("unleasedPin", "REFUSE").file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.process().maps(file);

    p.asksToTransfer(file, q).refused(403, "EPERM");
    assertThat(p.pinNow().text("processId")).isEqualTo(p.id());

    q.leases(file);
    Answer transferred = p.asksToTransfer(file, q).is(200);
    assertThat(transferred.id()).isEqualTo(p.pin());
    assertThat(transferred.text("processId")).isEqualTo(q.id());
    assertThat(transferred.text("leaseId")).isEqualTo(q.lease());

    file.truncates(0).was(202, "BREAKING");
    assertThat(q.signalled()).containsExactly("SIGIO");
    JsonNode toQ = q.signals().getFirst().path("data");
    assertThat(toQ.path("pins").get(0).path("id").asString()).isEqualTo(p.pin());
    assertThat(toQ.path("deadline").isString()).isTrue();
    // P still holds a lease there, but no pin: it is told, and nothing waits for it.
    assertThat(p.signalled()).containsExactly("SIGIO");
    assertThat(p.signals()).allMatch(signal -> signal.path("data").path("deadline").isNull());
  }

  private long totalPins() {
    return api.get("/v1/overview").is(200).number("pins");
  }

  private List<JsonNode> pinsOf(Holder holder) {
    return api.get("/v1/processes/" + holder.id() + "/file-pins").is(200).items().stream()
        .flatMap(file -> file.path("pins").valueStream())
        .toList();
  }
}
