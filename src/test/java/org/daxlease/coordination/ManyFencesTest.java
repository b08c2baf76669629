package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.Escalation;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.Overrides;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.protocol.ProcessState;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Many holders whose grace ends at the same moment are fenced together. */
class ManyFencesTest extends ByHand {

  private static final int HOLDERS = Integer.getInteger("daxlease.fences", 60);
  private static final Duration T = Duration.ofSeconds(45);

  private static final PolicyOverrides KILLS_AT_ONCE =
      new Overrides().escalation(Escalation.SIGKILL).build();

  @Autowired private EntityManagerFactory factory;
  @Autowired private CountingStatements statements;

  @Test
  void theFencesOfAFileTakeAFewStatementsEachRound() {
    UUID file = file(Backing.DAX, KILLS_AT_ONCE);
    UUID operation = killAll(file);
    Set<UUID> fenced = new HashSet<>();

    long toFence =
        statements.during(
            factory.unwrap(SessionFactory.class),
            () -> fenced.addAll(processExits.fenceOverdue(fire(file))));

    assertThat(fenced).hasSize(HOLDERS);
    assertThat(rows.processes().findAllById(fenced))
        .extracting(p -> p.state)
        .containsOnly(ProcessState.KILLED);
    OperationEntity granted = rows.operations().findById(operation).orElseThrow();
    assertThat(granted.state).isEqualTo(OperationState.GRANTED);
    assertThat(granted.confirmed).isFalse();
    assertThat(toFence).isLessThan(60);
  }

  @Test
  void whoIsNotWaitedForAnyMoreOnceAnotherIsFencedIsSpared() {
    UUID file = file(Backing.DAX, KILLS_AT_ONCE);
    List<UUID> holders = new ArrayList<>();
    holders.add(process(null));
    holders.add(process(null));
    holders.forEach(h -> leasedPin(h, file, 0));
    var wishes = new Operation.Wishes(false, null, null, holders.getFirst());
    value(operations.request(Caller.ANONYMOUS, truncate(file, wishes)));
    pass(T);
    fire(file);
    pass(Duration.ofSeconds(10));

    Set<UUID> fenced = processExits.fenceOverdue(fire(file));

    assertThat(fenced).containsExactly(holders.getFirst());
    assertThat(rows.processes().findById(holders.getLast()).orElseThrow().state)
        .isEqualTo(ProcessState.RUNNING);
  }

  /** Brings many holders of a file to the end of their grace after SIGKILL. */
  private UUID killAll(UUID file) {
    for (int i = 0; i < HOLDERS; i++) {
      leasedPin(process(null), file, i % 8);
    }
    UUID operation = value(operations.request(Caller.ANONYMOUS, truncate(file))).id();
    pass(T);
    assertThat(fire(file)).isEmpty();
    pass(Duration.ofSeconds(10));
    return operation;
  }
}
