package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecipientTest {

  private static final Instant END = Instant.parse("2026-01-02T00:00:00Z");
  private static final byte[] NEW = {1};
  private static final byte[] OLD = {2};

  @Test
  void oldKeySignsUntilItsTimeIsOver() {
    var keys = new Recipient.Keys(NEW, OLD, END);

    assertThat(keys.at(END.minusMillis(1))).containsExactly(NEW, OLD);
    assertThat(keys.at(END)).containsExactly(NEW);
  }

  @Test
  void onlyKeySignsAlone() {
    assertThat(new Recipient.Keys(NEW, null, null).at(END)).containsExactly(NEW);
  }
}
