package org.daxlease.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentLifecycleTest {

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class})
  void whateverEndsOnePartEndsAll(Class<? extends Throwable> failure) throws Exception {
    AgentLifecycle lifecycle = new AgentLifecycle();
    Throwable thrown = failure.getDeclaredConstructor().newInstance();

    lifecycle.run("part", () -> AgentLifecycleTest.<RuntimeException>fail(thrown));

    assertThat(lifecycle.isOver()).isTrue();
  }

  /** Throws whatever it is given: a compiler knows no unchecked kind of both. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void fail(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
