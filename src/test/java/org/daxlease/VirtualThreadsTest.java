package org.daxlease;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class VirtualThreadsTest {

  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

  private final @Nullable String before = System.getProperty(PARALLELISM);

  @AfterEach
  void putsTheOldOneBack() {
    if (before == null) {
      System.clearProperty(PARALLELISM);
    } else {
      System.setProperty(PARALLELISM, before);
    }
  }

  @Test
  void oneProcessorIsLeftToOtherThreads() {
    System.clearProperty(PARALLELISM);
    VirtualThreads.leaveRoom();

    int processors = Runtime.getRuntime().availableProcessors();
    assertThat(Integer.getInteger(PARALLELISM)).isEqualTo(processors == 1 ? 1 : processors - 1);
  }

  @Test
  void whatTheOperatorSaysStays() {
    System.setProperty(PARALLELISM, "7");
    VirtualThreads.leaveRoom();

    assertThat(System.getProperty(PARALLELISM)).isEqualTo("7");
  }
}
