package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PolicyTest {

  private static final PolicyOverrides ALL =
      new PolicyOverrides(
          Duration.ofSeconds(1),
          UnleasedPin.REFUSE,
          Escalation.SIGBUS_ONLY,
          AfterKill.AWAIT_EXIT,
          Duration.ofSeconds(2),
          LapsedHolder.FENCE,
          Duration.ofSeconds(3),
          Duration.ofSeconds(4),
          Duration.ofSeconds(5),
          Duration.ofSeconds(6),
          DeadlineFrom.DELIVERED);

  @Test
  void whatIsNotOverriddenKeepsItsValue() {
    assertThat(Scene.DEFAULTS.with(PolicyOverrides.NONE)).isEqualTo(Scene.DEFAULTS);
  }

  @Test
  void everyValueCanBeOverridden() {
    assertThat(Scene.DEFAULTS.with(ALL))
        .isEqualTo(
            new Policy(
                Duration.ofSeconds(1),
                UnleasedPin.REFUSE,
                Escalation.SIGBUS_ONLY,
                AfterKill.AWAIT_EXIT,
                Duration.ofSeconds(2),
                LapsedHolder.FENCE,
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6),
                DeadlineFrom.DELIVERED));
  }

  @Test
  void theNarrowerOverrideWins() {
    Policy filesystem = Scene.DEFAULTS.with(ALL);
    Policy file = filesystem.with(Scene.leaseBreakTime(Duration.ZERO));
    assertThat(file.leaseBreakTime()).isZero();
    assertThat(file.escalation()).isEqualTo(Escalation.SIGBUS_ONLY);
  }
}
