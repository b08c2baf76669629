package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.daxlease.webhook.DeliveryQueue.Due;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private final Slots slots = new Slots(8);

  private static Due due(boolean urgent, boolean slow) {
    return new Due(new Lane(new LaneKey("-")), 1, urgent, slow);
  }

  private List<Slots.Slot> takeAll(Due due, String host) {
    List<Slots.Slot> taken = new ArrayList<>();
    Slots.Want want = Slots.Want.of(due, host);
    while (slots.has(want)) {
      taken.add(Objects.requireNonNull(slots.take(want)));
    }
    assertThat(slots.take(want)).isNull();
    return taken;
  }

  @Test
  void noHostTakesMoreThanHalf() {
    assertThat(takeAll(due(false, false), "one")).hasSize(4);
    assertThat(takeAll(due(false, false), "two")).hasSize(4);
    assertThat(takeAll(due(false, false), "three")).isEmpty();
  }

  @Test
  void slowOnesMakeRoom() {
    List<Slots.Slot> hanging = takeAll(due(false, false), "one");
    hanging.addAll(takeAll(due(false, false), "two"));
    hanging.forEach(Slots.Slot::slowDown);

    assertThat(takeAll(due(false, false), "three")).hasSize(4);
    assertThat(takeAll(due(false, true), "four")).as("no room among the slow").isEmpty();
  }

  @Test
  void urgentOnesHavePlacesOfTheirOwn() {
    takeAll(due(false, false), "one");
    takeAll(due(false, false), "two");

    assertThat(takeAll(due(true, false), "one")).hasSize(4);
    assertThat(takeAll(due(true, false), "two")).hasSize(4);
  }

  /** However many signals it is sent: those to others go on. */
  @Test
  void oneHostThatHangsLeavesUrgentPlacesToOthers() {
    for (int i = 0; i < 3; i++) {
      takeAll(due(true, false), "hanging").forEach(Slots.Slot::slowDown);
    }

    assertThat(takeAll(due(true, false), "other")).hasSize(4);
    assertThat(takeAll(due(false, true), "other")).hasSize(4);
  }

  @Test
  void whatIsReleasedIsFreeOnce() {
    List<Slots.Slot> taken = takeAll(due(false, false), "one");
    taken.getFirst().release();
    taken.getFirst().release();

    assertThat(takeAll(due(false, false), "one")).hasSize(1);
  }
}
