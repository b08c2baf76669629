package org.daxlease.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OwnCommitsTest {

  private final OwnCommits own = new OwnCommits();

  @Test
  void commitsThatAreToldOfInAnyOrderArePassedOnInTheirs() {
    own.add(positions(4, 5));
    own.add(positions(1, 3));

    assertThat(own.behind(0)).isEqualTo(positions(1, 3));
    assertThat(own.behind(3)).isEqualTo(positions(4, 5));
    assertThat(own.behind(5)).isEmpty();
    assertThat(own.waits()).isFalse();
  }

  @Test
  void nothingIsPassedOnBeforeWhatAnotherReplicaCommitted() {
    own.add(positions(3, 3));

    assertThat(own.behind(0)).isEmpty();
    assertThat(own.waits()).isTrue();
    assertThat(own.behind(2)).isEqualTo(positions(3, 3));
  }

  @Test
  void whatWasReadFromTheDatabaseMeanwhileIsForgotten() {
    own.add(positions(1, 2));
    own.add(positions(3, 6));

    assertThat(own.behind(4)).isEmpty();
    assertThat(own.waits()).isFalse();
  }

  @Test
  void aLongGapLeavesTheRestToTheDatabase() {
    for (long position = 2; position < 3000; position++) {
      own.add(positions(position, position));
    }

    assertThat(own.waits()).isTrue();
    long last = 1;
    while (!own.behind(last).isEmpty()) {
      last++;
    }
    assertThat(last).isEqualTo(1001);
  }

  private static List<CommittedEntry> positions(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(position -> new CommittedEntry(position, Entries.withData("t", "{}")))
        .toList();
  }
}
