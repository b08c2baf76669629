package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.daxlease.database.EveryDatabase;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.sql.EntityRows;
import org.daxlease.sql.EntityTable;
import org.daxlease.sql.RoundTrip;
import org.daxlease.sql.RoundTrips;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Rows written by the set are what JPA reads, column by column. */
@EveryDatabase
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = "spring.datasource.url=jdbc:h2:mem:tables;LOCK_TIMEOUT=10000")
class EntityTableTest {

  private static final RegisterProcess MANY =
      new RegisterProcess("host-of-many", 7, null, null, null);

  @Autowired private ProcessService processes;
  @Autowired private EntityManager entities;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private RoundTrips trips;
  @Autowired private TransactionTemplate transaction;

  private final EntityTable<ProcessEntity> table = new EntityTable<>(ProcessEntity.class);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "NULL",
        "{a,b}",
        "\"quoted\" \\ and \\\\ not",
        "two\nlines\t'x'",
        "ä ↔ 🐘",
        "%s, %% and :name?"
      })
  void textIsWrittenAsItIs(String command) {
    ProcessEntity process = registered();
    process.command = command;
    process.endedAt = process.registeredAt.plusNanos(1_000);

    write(process);

    assertWritten(process);
    ProcessEntity other = registered();
    other.command = "other";
    process.pid = 8;

    write(process, other);

    assertWritten(process);
    assertWritten(other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1900-02-28T23:59:59.999999Z",
        "1969-12-31T23:59:59.999999Z",
        "1999-12-31T23:59:59.000001Z",
        "2000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void timesAndIdsOfSeveralAreWrittenAsTheyAre(Instant time) {
    ProcessEntity ended = registered();
    ended.endedAt = time;
    ProcessEntity running = registered();
    running.registeredAt = time;
    running.endedAt = null;

    write(ended, running);

    assertWritten(ended);
    assertWritten(running);
  }

  private void assertWritten(ProcessEntity process) {
    assertThat(read(process.id))
        .usingRecursiveComparison()
        .withStrictTypeChecking()
        .isEqualTo(process);
  }

  @Test
  void rowsAreReadAsJpaReadsThem() {
    ProcessEntity process = registered();
    process.heartbeatTtl = Duration.ofMillis(1_500);
    process.endedAt = process.registeredAt.plusNanos(1_000);
    process.killed = true;
    write(process);

    List<ProcessEntity> rows =
        jdbc.query(
            "select p.* from process p where p.id = ?",
            new EntityRows<>(ProcessEntity.class),
            process.id);

    assertThat(rows)
        .singleElement()
        .usingRecursiveComparison()
        .withStrictTypeChecking()
        .isEqualTo(read(process.id));
  }

  @Test
  void whatIsNotSetIsNull() {
    ProcessEntity process = registered();
    process.command = "command";
    write(process);
    process.command = null;
    process.heartbeatTtl = null;

    write(process);

    ProcessEntity now = read(process.id);
    assertThat(now.command).isNull();
    assertThat(now.heartbeatTtl).isNull();
    assertThat(now.version).isEqualTo(process.version).isEqualTo(2);
  }

  @Test
  void anotherVersionIsNotWrittenOverAndNothingBesideItEither() {
    ProcessEntity other = registered();
    ProcessEntity first = registered();
    ProcessEntity second = read(first.id);
    first.pid = 11;
    second.pid = 22;
    other.pid = 33;
    write(first);

    assertThatThrownBy(() -> write(second, other))
        .isInstanceOf(DataIntegrityViolationException.class)
        .hasMessageContaining("process");

    assertThat(read(first.id).pid).isEqualTo(11);
    assertThat(read(other.id).pid).isNotEqualTo(33);
    assertThat(read(other.id).version).isZero();
  }

  @Test
  void noMoreIsOneThatIsAlone() {
    ProcessEntity first = registered();
    ProcessEntity second = read(first.id);
    first.pid = 11;
    second.pid = 22;
    write(first);

    assertThatThrownBy(() -> write(second)).isInstanceOf(DataIntegrityViolationException.class);

    assertThat(read(first.id).pid).isEqualTo(11);
    assertThat(read(first.id).version).isEqualTo(1);
  }

  @Test
  void rowsAreAddedInTheirFirstVersion() {
    ProcessEntity like = registered();
    like.id = UUID.randomUUID();
    like.identity = null;
    like.version = null;

    insert(like);

    assertThat(like.version).isZero();
    assertWritten(like);
    ProcessEntity one = copy(like);
    ProcessEntity another = copy(like);

    insert(one, another);

    assertWritten(one);
    assertWritten(another);
  }

  /** Of which there are 65,536 in H2's longest. */
  @Test
  void rowsMayBeMoreThanAnArrayHolds() {
    ProcessEntity like = registered();
    ProcessEntity[] rows =
        Stream.generate(
                () -> {
                  var row =
                      new ProcessEntity(
                          UUID.randomUUID(), MANY, Caller.ANONYMOUS, like.registeredAt);
                  row.identity = null;
                  return row;
                })
            .limit(65_537)
            .toArray(ProcessEntity[]::new);

    insert(rows);
    write(rows);

    assertThat(
            jdbc.queryForObject(
                "select count(*) from process where host = ? and version = 1",
                Integer.class,
                MANY.host()))
        .isEqualTo(rows.length);
  }

  @Test
  void aFieldThatNoColumnIsKnownForIsSaidAtOnce() {
    assertThatThrownBy(() -> new EntityTable<>(FilesystemEntity.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(PolicyOverrides.class.getSimpleName());
  }

  private ProcessEntity registered() {
    var asked = new RegisterProcess("host-" + UUID.randomUUID(), 7, "boot/1", null, null);
    Outcome<ProcessView> registered = processes.register(Caller.ANONYMOUS, asked);
    return read(((Outcome.Done<ProcessView>) registered).value().id());
  }

  private ProcessEntity copy(ProcessEntity process) {
    ProcessEntity copy = read(process.id);
    copy.id = UUID.randomUUID();
    copy.version = null;
    return copy;
  }

  private void insert(ProcessEntity... rows) {
    transaction.executeWithoutResult(_ -> {
      RoundTrip trip = trips.begin();
      table.insert(trip, List.of(rows));
      trip.execute();
    });
  }

  /** As commands write, so that on PostgreSQL the commit comes with it. */
  private void write(ProcessEntity... rows) {
    transaction.executeWithoutResult(_ -> table.update(trips.last(), List.of(rows)));
  }

  private ProcessEntity read(UUID id) {
    return entities.find(ProcessEntity.class, id);
  }
}
