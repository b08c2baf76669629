package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A01 to A08: taking, sharing, confirming and releasing leases. */
class LeaseScenariosTest extends Acceptance {

  @Test
  void a01TakeReadBackRelease() {
    StoredFile file = scene.file();
    Holder p = scene.process();

    Answer taken = p.asksForLease(file).is(201);

    assertThat(taken.state()).isEqualTo("HELD");
    assertThat(taken.header("Location")).endsWith("/v1/leases/" + taken.id());
    assertThat(api.get("/v1/leases/" + taken.id()).is(200).state()).isEqualTo("HELD");
    assertThat(api.delete("/v1/leases/" + taken.id()).is(200).state()).isEqualTo("RELEASED");
    assertThat(api.get("/v1/leases/" + taken.id()).is(200).state()).isEqualTo("RELEASED");
  }

  @Test
  void a02LeaseIsGrantedWhateverTheMappings() {
    StoredFile file = scene.file();
    Holder p = scene.process().maps(file);
    scene.process().maps(file);

    Answer taken = p.asksForLease(file).is(201);

    assertThat(taken.state()).isEqualTo("HELD");
  }

  @Test
  void a03LeasesOfTwoProcessesShareTheFile() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file);
    Holder q = scene.process();

    q.leases(file);

    assertThat(p.leaseNow().state()).isEqualTo("HELD");
    assertThat(q.leaseNow().state()).isEqualTo("HELD");
    assertThat(file.events("signal")).isEmpty();
  }

  @Test
  void a04AskingAgainConfirmsTheSameLease() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file);

    Answer again = p.asksForLease(file).is(200);

    assertThat(again.id()).isEqualTo(p.lease());
    assertThat(file.liveLeases().ids()).containsExactly(p.lease());
  }

  @Test
  void a05ReleasingWhatIsNotHeld() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file);
    p.asksToReleaseLease().is(200);

    Answer unknown = api.delete("/v1/leases/" + UUID.randomUUID());
    Answer released = p.asksToReleaseLease();

    unknown.refused(404, "ENOENT");
    released.refused(409, "EAGAIN");
  }

  @Test
  void a06ReleasedLeaseStaysUntilItsLastPinIsGone() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file).pins(file, 0, 4 * K);
    String first = p.pin();
    p.pins(file, 4 * K, 4 * K);

    Answer released = p.asksToReleaseLease().is(200);

    assertThat(released.state()).isEqualTo("HELD");
    assertThat(released.flag("released")).isTrue();
    assertThat(released.number("pins")).isEqualTo(2);
    p.unpins(first);
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
    assertThat(p.leaseNow().number("pins")).isEqualTo(1);
    p.unpins();
    assertThat(p.leaseNow().state()).isEqualTo("RELEASED");
    assertThat(p.leaseNow().number("pins")).isZero();
  }

  @Test
  void a07MunmapDoesNotDropThePin() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    api.delete("/v1/mappings/" + p.mapping(file)).is(204);

    assertThat(p.pinNow().state()).isEqualTo("PINNED");
    assertThat(file.blockingProcesses(0, 4 * K)).containsExactly(p.id());
    file.truncates(0).was(202, "BREAKING");
  }

  @Test
  void a08ExitDropsEverythingInOneStep() {
    StoredFile one = scene.file();
    StoredFile two = scene.file();
    Holder p = scene.process().leases(one).pins(one, 0, 4 * K);
    String pinOfOne = p.pin();
    p.leases(two).pins(two, 0, 4 * K);
    long before = api.journalEnd();

    p.exits();

    assertThat(p.now().state()).isEqualTo("EXITED");
    for (StoredFile file : List.of(one, two)) {
      assertThat(file.livePins().items()).isEmpty();
      assertThat(file.liveLeases().items()).isEmpty();
      assertThat(file.liveMappings().items()).isEmpty();
    }
    assertThat(api.get("/v1/pins/" + pinOfOne).is(200).state()).isEqualTo("UNPINNED");
    assertThat(p.pinNow().text("reason")).isEqualTo("EXIT");
    assertThat(p.leaseNow().state()).isEqualTo("RELEASED");

    List<JsonNode> entries = api.eventsAfter(before, "processId=" + p.id());
    Set<String> types = entries.stream().map(Coordinator::type).collect(Collectors.toSet());
    assertThat(types).contains("pin.unpinned", "lease.released", "process.exited");
    assertThat(entries.stream().map(Coordinator::time).distinct()).hasSize(1);
    long first = Coordinator.position(entries.getFirst());
    assertThat(Coordinator.position(entries.getLast()) - first + 1).isEqualTo(entries.size());

    p.asksToMap(one, 0, 4 * K, "READ").refused(410, "ESRCH");
    p.asksForLease(one).refused(410, "ESRCH");
    p.asksToPin(one, 0, 4 * K).refused(410, "ESRCH");
    p.asksToUnpin(p.pin()).refused(410, "ESRCH");
    p.asksToReleaseLease().refused(410, "ESRCH");
    p.beats().refused(410, "ESRCH");
  }
}
