package org.daxlease.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HintTest {

  private static final Instant DUE = Instant.parse("2026-11-26T01:02:03.456789Z");

  @Test
  void arrivesAsItWasSent() {
    assertThat(Hint.parse(new Hint(17, DUE).text())).contains(new Hint(17, DUE));
    assertThat(Hint.parse(new Hint(17, null).text())).contains(new Hint(17, null));
    assertThat(Hint.parse(new Hint(0, Instant.EPOCH.minusMillis(1)).text()))
        .contains(new Hint(0, Instant.EPOCH.minusMillis(1)));
  }

  @Test
  void severalBecomeTheLastPositionAndTheEarliestDeadline() {
    Hint both = new Hint(17, DUE).and(new Hint(5, DUE.minusSeconds(1))).and(new Hint(9, null));

    assertThat(both).isEqualTo(new Hint(17, DUE.minusSeconds(1)));
    assertThat(Hint.NOTHING.and(both)).isEqualTo(both);
  }

  @Test
  void whatALaterVersionAddsIsLeftAside() {
    assertThat(Hint.parse("17 1000 more")).contains(new Hint(17, Instant.ofEpochMilli(1)));
    assertThat(Hint.parse("17 {\"more\":1}")).contains(new Hint(17, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "-1", "17x", "99999999999999999999", " 17"})
  void whatIsNoHintIsNone(String text) {
    assertThat(Hint.parse(text)).isEmpty();
  }
}
