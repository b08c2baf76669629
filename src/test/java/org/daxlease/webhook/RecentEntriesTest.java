package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Refs;
import org.junit.jupiter.api.Test;

class RecentEntriesTest {

  private static final String LONG = "{\"x\":\"" + "x".repeat(3_000_000) + "\"}";

  private final RecentEntries recentEntries = new RecentEntries();

  private static CommittedEntry entry(long position, String data) {
    return new CommittedEntry(position, new Entry("pin.x", Instant.EPOCH, "p", Refs.none(), data));
  }

  private static List<CommittedEntry> entries(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(p -> entry(p, "{}")).toList();
  }

  @Test
  void hasWhatWasReadAndSaysHowFarBack() {
    assertThat(recentEntries.after(0)).isEmpty();
    recentEntries.add(entries(11, 12));
    recentEntries.add(entries(13, 13));

    assertThat(recentEntries.after(10)).contains(entries(11, 13));
    assertThat(recentEntries.after(12)).contains(entries(13, 13));
    assertThat(recentEntries.after(13)).contains(List.of());
    assertThat(recentEntries.after(9)).as("11 is not all that follows 9").isEmpty();
    assertThat(recentEntries.at(12)).contains(entry(12, "{}"));
    assertThat(recentEntries.at(10)).isEmpty();
  }

  @Test
  void beginsAnewAfterAGap() {
    recentEntries.add(entries(1, 3));
    recentEntries.add(entries(5, 6));

    assertThat(recentEntries.after(3)).isEmpty();
    assertThat(recentEntries.after(4)).contains(entries(5, 6));
  }

  @Test
  void forgetsTheOldest() {
    recentEntries.add(entries(1, 1500));
    assertThat(recentEntries.after(499)).isEmpty();
    assertThat(recentEntries.after(500)).hasValueSatisfying(all -> assertThat(all).hasSize(1000));

    recentEntries.add(List.of(entry(1501, LONG), entry(1502, LONG)));
    assertThat(recentEntries.after(1500)).isEmpty();
    assertThat(recentEntries.after(1501)).isPresent();
  }
}
