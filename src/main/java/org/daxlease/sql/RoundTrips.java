package org.daxlease.sql;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.daxlease.sql.RoundTrip.Rows;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Begins round trips. */
@Component
public class RoundTrips {

  /** Where no limit is set, or a longer one, that stays. */
  private static final String PATIENCE =
      """
      select set_config(name, '60s', true) from pg_settings
      where name = 'idle_in_transaction_session_timeout' and cast(setting as bigint) between 1 and 59999
      """;

  private final JdbcTemplate jdbc;
  private final boolean postgres;
  private final ObjectProvider<LastRoundTripListener> listeners;

  RoundTrips(
      JdbcTemplate jdbc,
      JdbcConnectionDetails database,
      ObjectProvider<LastRoundTripListener> listeners) {
    this.jdbc = jdbc;
    this.listeners = listeners;
    this.postgres = !Databases.isH2(database);
  }

  /** The rows of a query that travels alone. */
  public <R> List<R> read(Function<RoundTrip, Rows<R>> query) {
    RoundTrip trip = begin();
    Rows<R> rows = query.apply(trip);
    trip.execute();
    return rows.all();
  }

  /** A new one, to which statements are added. What waits for the commit goes before it. */
  public RoundTrip begin() {
    pending().forEach(RoundTrip::execute);
    return new RoundTrip(jdbc, postgres);
  }

  /**
   * The one that ends the running transaction. It goes when that is committed, and PostgreSQL gets
   * the commit with it: a lock that everybody waits for, such as a counter's, which is taken here,
   * is not held while the client finds out that it has it. So whoever adds statements must not have
   * to see their results to know whether there is to be a commit; those that fail prevent it.
   *
   * @throws IllegalStateException outside a transaction
   */
  public RoundTrip last() {
    return pending()
        .findAny()
        .orElseGet(() -> {
          var last = new Last(new RoundTrip(jdbc, postgres), listeners);
          TransactionSynchronizationManager.registerSynchronization(last);
          return last.trip;
        });
  }

  /**
   * Says that the running transaction has much to think about before it sends the next statement:
   * PostgreSQL must not take it for one whose client stands still.
   */
  public void extendIdleTimeout() {
    if (postgres) {
      read(t -> t.query(PATIENCE, Parameters.of(), (row, _) -> row.getString(1)));
    }
  }

  /** Has the statements that follow in a trip wait for hardly any lock. */
  public void shortenLockTimeout(RoundTrip trip) {
    if (postgres) {
      trip.update("set local lock_timeout to '20ms'", Parameters.of(), _ -> {});
    }
  }

  /** And those that follow then wait as they did before. */
  public void resetLockTimeout(RoundTrip trip) {
    if (postgres) {
      trip.update("set local lock_timeout to default", Parameters.of(), _ -> {});
    }
  }

  private static Stream<RoundTrip> pending() {
    return TransactionSynchronizationManager.isSynchronizationActive()
        ? TransactionSynchronizationManager.getSynchronizations().stream()
            .flatMap(each -> each instanceof Last last ? Stream.of(last.trip) : Stream.empty())
        : Stream.empty();
  }

  private record Last(RoundTrip trip, ObjectProvider<LastRoundTripListener> listeners)
      implements TransactionSynchronization {

    @Override
    public void beforeCommit(boolean readOnly) {
      try {
        trip.executeAndCommit();
      } catch (RuntimeException e) {
        listeners.forEach(listener -> listener.failed(e));
        throw e;
      }
    }
  }
}
