package org.daxlease.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalBatchTest {

  private static CommittedEntry at(long position) {
    return new CommittedEntry(position, new Entry("x", Instant.EPOCH, "p", Refs.none(), "{}"));
  }

  @Test
  void bothAreInOrderAndOnceEachAsFarAsBothWereRead() {
    var some = new JournalBatch(List.of(at(3), at(5), at(9)), 9, false, 1);
    var others = new JournalBatch(List.of(at(2), at(5)), 7, true, 1);

    assertThat(some.and(others))
        .isEqualTo(new JournalBatch(List.of(at(2), at(3), at(5)), 7, true, 1));
  }

  /** Otherwise nobody would be told that the second had nothing of it any more. */
  @Test
  void whatWasTrimmedBetweenTheReadsShows() {
    var before = new JournalBatch(List.of(at(4)), 9, false, 1);
    var after = new JournalBatch(List.of(), 9, false, 8);

    assertThat(before.and(after).oldest()).isEqualTo(8);
    assertThat(after.and(before).oldest()).isEqualTo(8);
  }
}
