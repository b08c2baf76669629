package org.daxlease.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.daxlease.journal.Sight.Breadth;
import org.junit.jupiter.api.Test;

class SightTest {

  private static final Sight HOLDER = new Sight(Breadth.FILES, "alice", Set.of("node-a"));

  @Test
  void coversWhatIsNoMoreInAnyWay() {
    assertThat(Sight.ALL.covers(HOLDER)).isTrue();
    assertThat(HOLDER.covers(HOLDER)).isTrue();
    assertThat(HOLDER.covers(new Sight(Breadth.NOTHING, null, Set.of()))).isTrue();
    assertThat(new Sight(Breadth.ABOUT_FILES, "alice", Set.of("node-a", "node-b")).covers(HOLDER))
        .isTrue();
  }

  @Test
  void doesNotCoverWhatIsMoreInOneWay() {
    assertThat(HOLDER.covers(Sight.ALL)).isFalse();
    assertThat(HOLDER.covers(new Sight(Breadth.ABOUT_FILES, "alice", Set.of()))).isFalse();
    assertThat(HOLDER.covers(new Sight(Breadth.FILES, "bob", Set.of()))).isFalse();
    assertThat(HOLDER.covers(new Sight(Breadth.FILES, null, Set.of("node-b")))).isFalse();
    assertThat(new Sight(Breadth.ABOUT_FILES, null, Set.of("node-a")).covers(HOLDER)).isFalse();
  }
}
