package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.daxlease.coordination.TimeSource;
import org.daxlease.coordination.retention.EndedRows;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Rule 19: rows stay readable, for as long as nobody has set another time. */
class EndedRowsStayTest extends Acceptance {

  @Autowired private EndedRows rows;
  @Autowired private TimeSource time;

  @Test
  void nothingGoesByDefault() {
    Holder holder = scene.holder(scene.file(), 0, 4 * K).exits();

    rows.removeOld(time.now().plus(Duration.ofDays(10_000)));

    assertThat(holder.pinNow().text("state")).isEqualTo("UNPINNED");
  }
}
