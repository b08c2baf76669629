package org.daxlease.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StretchTest {

  private static Recorded at(long position) {
    return new Recorded(position, new Entry("x", Instant.EPOCH, "p", Refs.none(), "{}"));
  }

  @Test
  void bothAreInOrderAndOnceEachAsFarAsBothWereRead() {
    var some = new Stretch(List.of(at(3), at(5), at(9)), 9, false, 1);
    var others = new Stretch(List.of(at(2), at(5)), 7, true, 1);

    assertThat(some.and(others)).isEqualTo(new Stretch(List.of(at(2), at(3), at(5)), 7, true, 1));
  }

  /** Otherwise nobody would be told that the second had nothing of it any more. */
  @Test
  void whatWasTrimmedBetweenTheReadsShows() {
    var before = new Stretch(List.of(at(4)), 9, false, 1);
    var after = new Stretch(List.of(), 9, false, 8);

    assertThat(before.and(after).oldest()).isEqualTo(8);
    assertThat(after.and(before).oldest()).isEqualTo(8);
  }
}
