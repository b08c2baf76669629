package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Pins are named and counted by two queries, between which holders go on. */
class BlockersTest {

  private final PinEntity pin = new PinEntity();

  @Test
  void whoHasUnpinnedMeanwhileIsShownWithWhatWasSeen() {
    pin.processId = UUID.randomUUID();

    assertThat(shown(List.of())).containsExactly(1L);
  }

  @Test
  void whatIsNotNamedIsCounted() {
    pin.processId = UUID.randomUUID();
    PinGroup counted =
        new PinGroup(pin.processId, pin.leaseId, pin.breakId, pin.term, pin.overstayed, 3);

    assertThat(shown(List.of(counted))).containsExactly(3L);
  }

  private List<Long> shown(List<PinGroup> counted) {
    var pins = new PinsInTheWay(counted, List.of(pin));
    Map<UUID, ProcessEntity> processes = new HashMap<>();
    for (UUID id : pins.processIds()) {
      ProcessEntity process = new ProcessEntity();
      process.id = id;
      processes.put(id, process);
    }
    List<BlockerView> views = Blockers.of(pins, Map.of(), processes);
    assertThat(views).allSatisfy(v -> assertThat(v.pins()).hasSize(1));
    return views.stream().map(BlockerView::pinCount).toList();
  }
}
