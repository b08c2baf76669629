package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Recorded;
import org.daxlease.journal.Refs;
import org.junit.jupiter.api.Test;

class LettersPageTest {

  private static Recorded at(long position) {
    return new Recorded(position, new Entry("x", Instant.EPOCH, "p", Refs.none(), "{}"));
  }

  @Test
  void bothAreInOrderAndOnceEachAsFarAsBothWereRead() {
    var some = new Letters.Page(List.of(at(3), at(5), at(9)), 9, 1, false);
    var others = new Letters.Page(List.of(at(2), at(5)), 7, 1, true);

    assertThat(some.and(others))
        .isEqualTo(new Letters.Page(List.of(at(2), at(3), at(5)), 7, 1, true));
  }

  /** Otherwise nobody would be told that the second had nothing of it any more. */
  @Test
  void whatWasTrimmedBetweenTheReadsShows() {
    var before = new Letters.Page(List.of(at(4)), 9, 1, false);
    var after = new Letters.Page(List.of(), 9, 8, false);

    assertThat(before.and(after).oldest()).isEqualTo(8);
    assertThat(after.and(before).oldest()).isEqualTo(8);
  }
}
