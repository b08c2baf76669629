package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pins are named and counted by two queries, between which holders go on. */
class BlockersTest {

  private final ProcessEntity process = new ProcessEntity();
  private final PinEntity pin = new PinEntity();

  @BeforeEach
  void aProcessHasAPin() {
    process.id = UUID.randomUUID();
    pin.processId = process.id;
  }

  @Test
  void whoHasUnpinnedMeanwhileIsInNobodysWay() {
    assertThat(shown(Map.of())).isEmpty();
  }

  @Test
  void whoseLeaseIsBrokenMeanwhileIsShownOnce() {
    PinGroup seen = PinGroup.of(pin);
    pin.leaseId = UUID.randomUUID();

    assertThat(shown(Map.of(seen, 3L)))
        .singleElement()
        .satisfies(b -> assertThat(b.pinCount()).isEqualTo(3))
        .satisfies(b -> assertThat(b.pins()).isEmpty());
  }

  @Test
  void whatIsNotNamedIsCounted() {
    assertThat(shown(Map.of(PinGroup.of(pin), 3L)))
        .singleElement()
        .satisfies(b -> assertThat(b.pinCount()).isEqualTo(3))
        .satisfies(b -> assertThat(b.pins()).hasSize(1));
  }

  private List<BlockerView> shown(Map<PinGroup, Long> counts) {
    return Blockers.of(
        PinsInTheWay.counted(counts, List.of(pin)), Map.of(), Map.of(process.id, process));
  }
}
