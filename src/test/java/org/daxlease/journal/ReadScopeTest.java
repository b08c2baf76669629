package org.daxlease.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.daxlease.journal.ReadScope.Breadth;
import org.junit.jupiter.api.Test;

class ReadScopeTest {

  private static final ReadScope HOLDER = new ReadScope(Breadth.FILES, "alice", Set.of("node-a"));

  @Test
  void coversWhatIsNoMoreInAnyWay() {
    assertThat(ReadScope.ALL.covers(HOLDER)).isTrue();
    assertThat(HOLDER.covers(HOLDER)).isTrue();
    assertThat(HOLDER.covers(new ReadScope(Breadth.NOTHING, null, Set.of()))).isTrue();
    assertThat(
            new ReadScope(Breadth.ABOUT_FILES, "alice", Set.of("node-a", "node-b")).covers(HOLDER))
        .isTrue();
  }

  @Test
  void doesNotCoverWhatIsMoreInOneWay() {
    assertThat(HOLDER.covers(ReadScope.ALL)).isFalse();
    assertThat(HOLDER.covers(new ReadScope(Breadth.ABOUT_FILES, "alice", Set.of()))).isFalse();
    assertThat(HOLDER.covers(new ReadScope(Breadth.FILES, "bob", Set.of()))).isFalse();
    assertThat(HOLDER.covers(new ReadScope(Breadth.FILES, null, Set.of("node-b")))).isFalse();
    assertThat(new ReadScope(Breadth.ABOUT_FILES, null, Set.of("node-a")).covers(HOLDER)).isFalse();
  }
}
