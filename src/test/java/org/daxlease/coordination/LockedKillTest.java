package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.daxlease.coordination.DeadlineService.FileDue;
import org.daxlease.protocol.Backing;
import org.daxlease.protocol.BreakStage;
import org.daxlease.protocol.OperationRules;
import org.daxlease.protocol.PolicyOverrides;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Rule 21: who sends SIGKILL holds the process's lock, whatever moves while it waits for others.
 */
class LockedKillTest extends ByHand {

  private static final Duration T = Duration.ofSeconds(45);

  @Autowired private JdbcTemplate jdbc;
  @Autowired private TransactionTemplate transactions;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void end() {
    threads.shutdown();
  }

  @Test
  void aBreakThatCameToKillMeanwhileIsLeftForTheNextRound() throws Exception {
    UUID file = file(Backing.DAX, PolicyOverrides.NONE);
    UUID holder = process(null);
    leasedPin(holder, file, 0);
    value(operations.request(Caller.ANONYMOUS, truncate(file)));
    UUID running = breakOf(holder).id;
    clock.pass(T);
    var due = new FileDue(file, List.of(running), List.of(), clock.now());

    whileTheFileIsLocked(
        file,
        () -> deadlines.fire(due),
        () ->
            jdbc.update(
                "update lease_break set stage = 'SIGBUS', version = version + 1 where id = ?",
                running));

    assertThat(breakOf(holder).stage).isEqualTo(BreakStage.SIGBUS);
    assertThat(isKilled(holder)).isFalse();
    deadlines.fire(due);
    assertThat(breakOf(holder).stage).isEqualTo(BreakStage.SIGKILL);
    assertThat(isKilled(holder)).isTrue();
  }

  @Test
  void anOperatorsHasteKillsWhoCameToHoldMeanwhileUnderHisOwnLock() throws Exception {
    UUID file = file(Backing.DAX, PolicyOverrides.NONE);
    UUID holder = process(null);
    leasedPin(holder, file, 0);
    UUID other = process(null);
    UUID operation = value(operations.request(Caller.ANONYMOUS, truncate(file))).id();
    UUID running = breakOf(holder).id;

    whileTheFileIsLocked(
        file,
        () ->
            value(
                operations.expedite(
                    Caller.ANONYMOUS,
                    operation,
                    new OperationRules.Expedite(BreakStage.SIGKILL, "no time"))),
        () -> {
          jdbc.update("update pin set process_id = ? where break_id = ?", other, running);
          jdbc.update("update lease_break set process_id = ? where id = ?", other, running);
        });

    assertThat(breakOf(other).stage).isEqualTo(BreakStage.SIGKILL);
    assertThat(isKilled(other)).isTrue();
    assertThat(isKilled(holder)).isFalse();
  }

  /** Begins a command that must wait for the file, and has something happen before it goes on. */
  private void whileTheFileIsLocked(UUID file, Runnable command, Runnable meanwhile)
      throws Exception {
    var locked = new CountDownLatch(1);
    var letGo = new CountDownLatch(1);
    Future<?> holding =
        threads.submit(() ->
            transactions.executeWithoutResult(_ -> {
              rows.files().lock(Set.of(file));
              locked.countDown();
              await().until(() -> letGo.getCount() == 0);
              meanwhile.run();
            }));
    assertThat(locked.await(10, TimeUnit.SECONDS)).isTrue();
    Future<?> waiting = threads.submit(command);
    await().alias("the command waits for the file").until(this::somebodyWaits);
    letGo.countDown();
    holding.get(30, TimeUnit.SECONDS);
    waiting.get(30, TimeUnit.SECONDS);
  }

  private boolean somebodyWaits() {
    Boolean h2 =
        jdbc.execute((Connection c) -> c.getMetaData().getDatabaseProductName().equals("H2"));
    String waiting =
        Boolean.TRUE.equals(h2)
            ? "select count(*) from information_schema.sessions where blocker_id is not null"
            : "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                + " and datname = current_database()";
    Integer found = jdbc.queryForObject(waiting, Integer.class);
    return found != null && found > 0;
  }

  private BreakEntity breakOf(UUID process) {
    return rows.breaks().findAll().stream()
        .filter(b -> b.processId.equals(process))
        .findFirst()
        .orElseThrow();
  }

  private boolean isKilled(UUID process) {
    return rows.processes().findById(process).orElseThrow().killed;
  }
}
