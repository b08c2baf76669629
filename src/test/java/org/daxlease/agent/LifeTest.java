package org.daxlease.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifeTest {

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class})
  void whateverEndsOnePartEndsAll(Class<? extends Throwable> failure) throws Exception {
    Life life = new Life();
    Throwable thrown = failure.getDeclaredConstructor().newInstance();

    life.run("part", () -> LifeTest.<RuntimeException>fail(thrown));

    assertThat(life.isOver()).isTrue();
  }

  /** Throws whatever it is given: a compiler knows no unchecked kind of both. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void fail(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
