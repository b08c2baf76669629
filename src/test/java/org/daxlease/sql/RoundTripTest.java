package org.daxlease.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.daxlease.coordination.CommitOutcome;
import org.daxlease.database.EveryDatabase;
import org.daxlease.sql.RoundTrip.Rows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase.Replace;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Statements that travel together do what they would do one by one. */
@EveryDatabase
@DataJpaTest(properties = "spring.datasource.url=jdbc:h2:mem:trips")
@AutoConfigureTestDatabase(replace = Replace.NONE)
@Transactional(propagation = Propagation.NEVER)
@Import({RoundTrips.class, CommitOutcome.class})
class RoundTripTest {

  private static final String INSERT =
      "insert into webhook_replica (id, expires_at) values (?, current_timestamp)";

  private static final IdQuery<UUID> BY_IDS =
      new IdQuery<>(
          "select id from webhook_replica where id = any(?) order by id",
          (row, _) -> row.getObject(1, UUID.class));

  private static final IdQuery<Long> COUNTED_AS_WELL =
      new IdQuery<>(
          """
          select count(*) from webhook_replica
            where id = any(array(select id from webhook_replica where id = any(?)))
          """,
          (row, _) -> row.getLong(1));

  @Autowired private RoundTrips trips;
  @Autowired private TransactionTemplate transaction;
  @Autowired private JdbcClient jdbc;
  @Autowired private JdbcConnectionDetails database;

  @AfterEach
  void empties() {
    jdbc.sql("delete from webhook_replica").update();
  }

  @Test
  void rowsOfAQueryThatTravelsAloneAreFetchedInParts() {
    IdQuery<Integer> fetched =
        new IdQuery<>(
            "select id from webhook_replica where id = any(?)",
            (row, _) -> row.getStatement().getFetchSize());
    UUID id = UUID.randomUUID();

    List<Integer> sizes =
        transaction.execute(_ -> {
          RoundTrip trip = trips.begin();
          trip.update(INSERT, Parameters.of(id), _ -> {});
          trip.execute();
          return trips.read(t -> t.query(fetched, List.of(id)));
        });

    assertThat(sizes).containsExactly(RoundTrip.FETCHED);
  }

  @Test
  void eachSeesWhatThoseBeforeItDid() {
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    List<Integer> told = new ArrayList<>();
    RoundTrip trip = trips.begin();
    Rows<UUID> before = trip.query(BY_IDS, List.of(first));
    trip.update(INSERT, Parameters.of(first), told::add);
    Rows<UUID> between = trip.query(BY_IDS, List.of(first, second));
    trip.update(INSERT, Parameters.of(second), told::add);
    trip.update(
        "update webhook_replica set expires_at = null where 1 = 0", Parameters.of(), told::add);
    Rows<UUID> after = trip.query(BY_IDS, List.of(first, second));

    transaction.executeWithoutResult(_ -> trip.execute());

    assertThat(before.all()).isEmpty();
    assertThat(between.only()).isEqualTo(first);
    assertThat(after.all()).containsExactlyInAnyOrder(first, second);
    assertThat(told).containsExactly(1, 1, 0);
  }

  @Test
  void ofOneThatFailsNothingRemains() {
    UUID id = UUID.randomUUID();
    RoundTrip trip = trips.begin();
    trip.update(INSERT, Parameters.of(UUID.randomUUID()), _ -> {});
    trip.update(INSERT, Parameters.of(id), _ -> {});
    trip.update(INSERT, Parameters.of(id), _ -> {});
    trip.update(INSERT, Parameters.of(UUID.randomUUID()), _ -> {});

    assertThatThrownBy(() -> transaction.executeWithoutResult(_ -> trip.execute()))
        .isInstanceOf(DuplicateKeyException.class);

    assertThat(stored()).isEmpty();
  }

  /** A single id is another statement, and many do not travel together. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 128, 129, 1000})
  void anyNumberOfIds(int number) {
    List<UUID> ids = Stream.generate(UUID::randomUUID).limit(number).toList();
    RoundTrip writing = trips.begin();
    ids.forEach(id -> writing.update(INSERT, Parameters.of(id), _ -> {}));
    transaction.executeWithoutResult(_ -> writing.execute());
    RoundTrip trip = trips.begin();
    Rows<UUID> found = trip.query(BY_IDS, ids);
    Rows<Long> counted = trip.query(COUNTED_AS_WELL, ids);

    transaction.executeWithoutResult(_ -> trip.execute());

    assertThat(found.all()).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(counted.only()).isEqualTo(number);
  }

  @Test
  void withoutIdsNothingIsAsked() {
    RoundTrip trip = trips.begin();
    Rows<UUID> rows = trip.query(BY_IDS, List.of());

    assertThat(rows.all()).isEmpty();
    assertThatThrownBy(rows::only).isInstanceOf(IncorrectResultSizeDataAccessException.class);
  }

  @Test
  void nothingIsKnownBeforeTheTrip() {
    Rows<UUID> rows = trips.begin().query(BY_IDS, List.of(UUID.randomUUID()));

    assertThatThrownBy(rows::all).hasMessage("not asked yet");
  }

  @Test
  void theLastOneGoesWithTheCommit() {
    UUID id = UUID.randomUUID();
    List<Integer> told = new ArrayList<>();

    transaction.executeWithoutResult(_ -> {
      trips.last().update(INSERT, Parameters.of(id), told::add);
      assertThat(told).isEmpty();
    });

    assertThat(told).containsExactly(1);
    assertThat(stored()).containsExactly(id);
  }

  /** What is committed by then was not by the transaction manager, whose turn comes after. */
  @Test
  void onPostgresqlItTakesTheCommitAlong() {
    UUID id = UUID.randomUUID();
    List<UUID> seenByOthers = new ArrayList<>();

    transaction.executeWithoutResult(_ -> {
      trips.last().update(INSERT, Parameters.of(id), _ -> {});
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void beforeCompletion() {
              CompletableFuture.runAsync(() -> seenByOthers.addAll(stored())).join();
            }
          });
    });

    assertThat(seenByOthers).isEqualTo(isH2() ? List.of() : List.of(id));
    assertThat(stored()).containsExactly(id);
  }

  @Test
  void ofALastOneThatFailsNothingRemains() {
    UUID id = UUID.randomUUID();

    assertThatThrownBy(() ->
            transaction.executeWithoutResult(_ -> {
              RoundTrip last = trips.last();
              last.update(INSERT, Parameters.of(UUID.randomUUID()), _ -> {});
              last.update(INSERT, Parameters.of(id), _ -> {});
              last.update(INSERT, Parameters.of(id), _ -> {});
            }))
        .isInstanceOf(DuplicateKeyException.class);

    assertThat(stored()).isEmpty();
  }

  @Test
  void ofATransactionThatIsRolledBackNothingGoes() {
    List<Integer> told = new ArrayList<>();

    transaction.executeWithoutResult(status -> {
      trips.last().update(INSERT, Parameters.of(UUID.randomUUID()), told::add);
      status.setRollbackOnly();
    });

    assertThat(told).isEmpty();
    assertThat(stored()).isEmpty();
  }

  /** Spring asks whether a part has failed after it has told all to prepare for the commit. */
  @Test
  void ofATransactionOfWhichAPartHasFailedNothingRemains() {
    assertThatThrownBy(() ->
            transaction.executeWithoutResult(_ -> {
              trips.last().update(INSERT, Parameters.of(UUID.randomUUID()), _ -> {});
              transaction.executeWithoutResult(TransactionExecution::setRollbackOnly);
            }))
        .hasMessage("a part of the transaction has failed");

    assertThat(stored()).isEmpty();
  }

  /** What the rollback throws, if it fails as well, does not say it any more. */
  @Test
  void whyALastOneFailedDecidesWhetherTheOutcomeIsKnown() {
    RuntimeException afterwards = new IllegalStateException("Connection is closed");
    UUID id = UUID.randomUUID();

    assertThatThrownBy(() ->
            transaction.executeWithoutResult(_ -> {
              trips.last().update(INSERT, Parameters.of(id), _ -> {});
              trips.last().update(INSERT, Parameters.of(id), _ -> {});
            }))
        .isInstanceOf(DuplicateKeyException.class);
    assertThat(CommitOutcome.isUnknown(afterwards)).isFalse();

    assertThatThrownBy(() ->
            transaction.executeWithoutResult(_ ->
                trips
                    .last()
                    .update(
                        INSERT,
                        Parameters.of(id),
                        _ -> {
                          throw new IllegalStateException("too late");
                        })))
        .hasMessage("too late");
    assertThat(CommitOutcome.isUnknown(afterwards)).isTrue();
  }

  @Test
  void whoeverAsksLaterSeesWhatTheLastOneHasByThen() {
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();

    List<UUID> found =
        transaction.execute(_ -> {
          trips.last().update(INSERT, Parameters.of(first), _ -> {});
          List<UUID> seen = trips.read(t -> t.query(BY_IDS, List.of(first, second)));
          trips.last().update(INSERT, Parameters.of(second), _ -> {});
          return seen;
        });

    assertThat(found).containsExactly(first);
    assertThat(stored()).containsExactlyInAnyOrder(first, second);
  }

  @Test
  void outsideOfATransactionNoneIsTheLast() {
    assertThatThrownBy(() -> trips.last()).isInstanceOf(IllegalStateException.class);
  }

  private List<UUID> stored() {
    return jdbc.sql("select id from webhook_replica").query(UUID.class).list();
  }

  private boolean isH2() {
    return Databases.isH2(database);
  }

  /** H2 ends no session for that it is silent. */
  @ParameterizedTest
  @CsvSource({"1s, 1min", "2min, 2min", "0, 0"})
  void whoHasMuchToThinkAboutGetsTimeForItInThisTransaction(String limit, String then) {
    if (isH2()) {
      assertThatNoException().isThrownBy(trips::extendIdleTimeout);
      return;
    }
    transaction.executeWithoutResult(_ -> {
      jdbc.sql("select set_config('idle_in_transaction_session_timeout', ?, true)")
          .param(limit)
          .query(String.class)
          .single();

      trips.extendIdleTimeout();

      assertThat(
              jdbc.sql("select current_setting('idle_in_transaction_session_timeout')")
                  .query(String.class)
                  .single())
          .isEqualTo(then);
    });
  }
}
