package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.Escalation;
import org.daxlease.protocol.Overrides;
import org.daxlease.protocol.PolicyOverrides;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Nobody is taken for dead because of signs of life that nobody could take. */
class AttendanceServiceTest extends ByHand {

  private static final Duration T = Duration.ofSeconds(3);
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Duration OUTAGE = Duration.ofMinutes(10);
  private static final PolicyOverrides KILLS_AT_ONCE =
      new Overrides().leaseBreakTime(T).escalation(Escalation.SIGKILL).killGrace(T).build();

  @Autowired private AgentService agents;
  @Autowired private TotalsQueries totals;
  @Autowired private JdbcTemplate jdbc;

  private boolean isOverdue(UUID process) {
    return deadlines.lapsing(Set.of(), 10_000).contains(process);
  }

  @Test
  void afterAnOutageHeartbeatsAreAwaitedForTheirWholeTime() {
    UUID process = process(TTL);
    clock.pass(OUTAGE);

    assertThat(deadlines.lapse(process)).as("before anybody noticed the outage").isFalse();
    attendance.attend();
    assertThat(isOverdue(process)).isFalse();
    assertThat(deadlines.lapse(process)).isFalse();
    pass(TTL.minus(MOMENT));
    assertThat(isOverdue(process)).isFalse();
    assertThat(deadlines.lapse(process)).isFalse();
    pass(MOMENT);
    assertThat(isOverdue(process)).isTrue();
    assertThat(deadlines.lapse(process)).isTrue();
  }

  @Test
  void heartbeatsThatAreAwaitedAnewAreNotOverdue() {
    process(TTL);
    clock.pass(OUTAGE);
    attendance.attend();

    assertThat(rows.processes().nextLapse(attendance.read().length())).isEmpty();
    jdbc.update("update operation set due_at = null");
    jdbc.update("update lease_break set due_at = null");
    assertThat(totals.totals().waits().overdue()).isZero();
    pass(TTL);
    assertThat(rows.processes().nextLapse(attendance.read().length())).isPresent();
    assertThat(totals.totals().waits().overdue()).isPositive();
  }

  @Test
  void whileSomebodyServesTheyAreAwaitedAsAgreed() {
    UUID process = process(TTL);
    pass(TTL.minus(MOMENT));
    assertThat(deadlines.lapse(process)).isFalse();
    pass(MOMENT);

    assertThat(isOverdue(process)).isTrue();
    assertThat(deadlines.lapse(process)).isTrue();
  }

  @Test
  void agentThatWasAliveIsAliveForItsWholeTimeAndHasNotAppearedAnew() {
    String host = "h-" + UUID.randomUUID();
    AgentView before = value(agents.renew(Caller.COORDINATOR, host, TTL));
    clock.pass(OUTAGE);
    assertThat(agents.find(host).orElseThrow().alive()).as("before anybody noticed").isTrue();
    attendance.attend();

    AgentView after = agents.find(host).orElseThrow();
    assertThat(after.alive()).isTrue();
    assertThat(after.aliveUntil()).isEqualTo(clock.now().plus(TTL));
    pass(TTL.minus(MOMENT));
    assertThat(value(agents.renew(Caller.COORDINATOR, host, TTL)).registeredAt())
        .isEqualTo(before.registeredAt());
  }

  /** Rule 16: its report is waited for while the agent is alive. */
  @Test
  void killedProcessIsNotPresumedDeadBeforeItsAgentCouldReport() {
    UUID file = file(Backing.DAX, KILLS_AT_ONCE);
    UUID holder = process(null);
    leasedPin(holder, file, 0);
    String host = rows.processes().findById(holder).orElseThrow().host;
    value(operations.request(Caller.ANONYMOUS, truncate(file)));
    pass(T);
    value(agents.renew(Caller.COORDINATOR, host, TTL));
    assertThat(fire(file)).as("SIGKILL").isEmpty();
    clock.pass(OUTAGE);

    assertThat(processExits.fenceOverdue(Set.of(holder))).as("nobody has noticed yet").isEmpty();
    attendance.attend();
    assertThat(fire(file)).isEmpty();
    assertThat(processExits.fenceOverdue(Set.of(holder))).isEmpty();

    pass(TTL);
    assertThat(fire(file)).containsExactly(holder);
    assertThat(processExits.fenceOverdue(Set.of(holder))).containsExactly(holder);
  }
}
