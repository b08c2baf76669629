package org.daxlease.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.daxlease.database.EveryDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EveryDatabase
@SpringBootTest(
    classes = JournalSlice.class,
    webEnvironment = WebEnvironment.NONE,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:retention",
      "daxlease.journal.max-entries=3",
      "daxlease.journal.max-age=1h"
    })
class JournalRetentionTest {

  private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");
  private static final Instant OLD = NOW.minus(Duration.ofHours(1)).minusNanos(1000);
  private static final Instant YOUNG = NOW.minus(Duration.ofHours(1));

  @Autowired private Journal journal;
  @Autowired private JournalReader reader;
  @Autowired private JournalRetention retention;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private PlatformTransactionManager transactions;

  @BeforeEach
  void empty() {
    jdbc.update("delete from signal");
    jdbc.update("delete from lease_break");
    jdbc.update("delete from process");
    jdbc.update("delete from file");
    jdbc.update("delete from filesystem");
    jdbc.update("delete from journal");
    jdbc.update("update journal_head set position = 0");
  }

  @Test
  void keepsOldEntriesUpToTheCount() {
    append(OLD, OLD, OLD);

    assertThat(retention.trim(NOW)).isZero();
    assertThat(reader.oldest()).isEqualTo(1);
  }

  @Test
  void keepsYoungEntriesBeyondTheCount() {
    append(YOUNG, YOUNG, YOUNG, YOUNG, YOUNG);

    assertThat(retention.trim(NOW)).isZero();
    assertThat(reader.oldest()).isEqualTo(1);
  }

  @Test
  void trimsWhatExceedsBoth() {
    append(OLD, OLD, OLD, OLD, OLD);

    assertThat(retention.trim(NOW)).isEqualTo(2);
    assertThat(reader.oldest()).isEqualTo(3);
    assertThat(reader.head()).isEqualTo(5);
    assertThat(reader.after(0, 10, JournalFilter.all()))
        .extracting(CommittedEntry::position)
        .containsExactly(3L, 4L, 5L);
  }

  /** A holder that comes back, or opens its stream, is still to be told of it. */
  @Test
  void keepsTheSignalThatNobodyHasAcknowledgedYet() {
    append(OLD, OLD, OLD, OLD, OLD, OLD);
    pendingSignal(2);

    assertThat(retention.trim(NOW)).isEqualTo(1);
    jdbc.update("update signal set acknowledged_at = sent_at");
    assertThat(retention.trim(NOW)).isEqualTo(2);
  }

  @Test
  void keepsNoSignalOfABreakThatHasEnded() {
    append(OLD, OLD, OLD, OLD, OLD, OLD);
    pendingSignal(2);
    jdbc.update("update lease_break set running = false");

    assertThat(retention.trim(NOW)).isEqualTo(3);
  }

  @Test
  void keepsTheLastHundredOfASignalThatIsSentAgainAndAgain() {
    Instant[] times = new Instant[150];
    Arrays.fill(times, OLD);
    append(times);
    pendingSignal(1);
    LongStream.rangeClosed(2, 120)
        .forEach(position ->
            jdbc.update(
                "insert into signal (position, break_id, process_id, kind, sent_at)"
                    + " select ?, id, id, 'SIGIO', current_timestamp from lease_break",
                position));

    retention.trim(NOW);

    assertThat(reader.oldest()).isEqualTo(21);
  }

  private void pendingSignal(long position) {
    jdbc.update(
        "insert into filesystem (name, policy, version, created_at)"
            + " values ('fs', '{}', 0, current_timestamp)");
    UUID id = UUID.randomUUID();
    jdbc.update(
        "insert into file (id, filesystem, path, backing, size, page_size, generation, last_token,"
            + " last_arrival, policy, removed, version, created_at)"
            + " values (?, 'fs', '/f', 'DAX', 0, 4096, 1, 0, 0, '{}', false, 0, current_timestamp)",
        id);
    jdbc.update(
        "insert into process (id, host, pid, last_heartbeat_at, lapsed, state, killed, principal,"
            + " registered_at, version, vouched) values (?, 'h', 2, current_timestamp, false,"
            + " 'RUNNING', false, 'p', current_timestamp, 0, true)",
        id);
    jdbc.update(
        "insert into lease_break (id, file_id, process_id, epoch, stage, pins, running,"
            + " lease_break_time, escalation, after_kill, kill_grace, begun_at, version)"
            + " values (?, ?, ?, 1, 'SIGIO', 1, true, 1, 'SIGKILL', 'FENCE', 1,"
            + " current_timestamp, 0)",
        id,
        id,
        id);
    jdbc.update(
        "insert into signal (position, break_id, process_id, kind, sent_at)"
            + " values (?, ?, ?, 'SIGIO', current_timestamp)",
        position,
        id,
        id);
  }

  @Test
  void trimsOnlyFromTheBeginning() {
    append(OLD, YOUNG, OLD, OLD, OLD, OLD);

    assertThat(retention.trim(NOW)).isEqualTo(1);
    assertThat(reader.oldest()).isEqualTo(2);
  }

  @Test
  void trimsAnyBacklogInOneCall() {
    Instant[] times = new Instant[20_010];
    Arrays.fill(times, OLD);
    append(times);

    assertThat(retention.trim(NOW)).isEqualTo(20_007);
    assertThat(retention.trim(NOW)).isZero();
  }

  @Test
  void emptyJournalHasTrimmedNothing() {
    assertThat(retention.trim(NOW)).isZero();
    assertThat(reader.oldest()).isEqualTo(1);
  }

  private void append(Instant... times) {
    List<Entry> entries =
        List.of(times).stream()
            .map(time -> new Entry("kept", time, null, Refs.none(), "{}"))
            .toList();
    new TransactionTemplate(transactions).executeWithoutResult(_ -> journal.append(entries));
  }
}
