package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Recorded;
import org.daxlease.journal.Refs;
import org.junit.jupiter.api.Test;

class TapeTest {

  private static final String LONG = "{\"x\":\"" + "x".repeat(3_000_000) + "\"}";

  private final Tape tape = new Tape();

  private static Recorded entry(long position, String data) {
    return new Recorded(position, new Entry("pin.x", Instant.EPOCH, "p", Refs.none(), data));
  }

  private static List<Recorded> entries(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(p -> entry(p, "{}")).toList();
  }

  @Test
  void hasWhatWasReadAndSaysHowFarBack() {
    assertThat(tape.after(0)).isEmpty();
    tape.add(entries(11, 12));
    tape.add(entries(13, 13));

    assertThat(tape.after(10)).contains(entries(11, 13));
    assertThat(tape.after(12)).contains(entries(13, 13));
    assertThat(tape.after(13)).contains(List.of());
    assertThat(tape.after(9)).as("11 is not all that follows 9").isEmpty();
    assertThat(tape.at(12)).contains(entry(12, "{}"));
    assertThat(tape.at(10)).isEmpty();
  }

  @Test
  void beginsAnewAfterAGap() {
    tape.add(entries(1, 3));
    tape.add(entries(5, 6));

    assertThat(tape.after(3)).isEmpty();
    assertThat(tape.after(4)).contains(entries(5, 6));
  }

  @Test
  void forgetsTheOldest() {
    tape.add(entries(1, 1500));
    assertThat(tape.after(499)).isEmpty();
    assertThat(tape.after(500)).hasValueSatisfying(all -> assertThat(all).hasSize(1000));

    tape.add(List.of(entry(1501, LONG), entry(1502, LONG)));
    assertThat(tape.after(1500)).isEmpty();
    assertThat(tape.after(1501)).isPresent();
  }
}
