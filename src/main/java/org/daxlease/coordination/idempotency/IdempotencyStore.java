package org.daxlease.coordination.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.daxlease.coordination.LockWait;
import org.daxlease.coordination.LockWaitTimeoutException;
import org.daxlease.sql.Columns;
import org.daxlease.sql.Parameters;
import org.daxlease.sql.RoundTrip;
import org.daxlease.sql.RoundTrips;
import org.daxlease.sql.RowStatement;
import org.daxlease.sql.Timestamps;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Repository;

/** The rows of the table {@code idempotency}. */
@Repository
class IdempotencyStore {

  private static final String EXPIRED = "delete from idempotency where expires_at <= ?";

  /** Up to when the keys have expired that have so for longest, a number of them. */
  private static final String EXPIRED_LONGEST =
      """
      select expires_at from idempotency where expires_at <= ?
        order by expires_at limit 1 offset ?
      """;

  /** By key alone: what has not expired is nearly all that there is. */
  private static final String FIND =
      """
      select scope, body_hash, status, location, etag, body, expires_at from idempotency
        where scope = any(?) and status is not null
      """;

  private static final String RELEASE =
      "delete from idempotency where scope = any(?) and status is null";

  private record Claim(IdempotencyKey key, Instant expiresAt) {}

  private static final Columns<Claim> CLAIMED =
      new Columns<Claim>()
          .text("scope", c -> c.key().scope())
          .text("body_hash", c -> c.key().bodyHash())
          .time("expires_at", Claim::expiresAt);

  /** In one order, so that two who want the same keys do not wait for each other. */
  private static final RowStatement<Claim> CLAIM =
      new RowStatement<>(
          CLAIMED,
          claim(
              """
              (values (cast(? as varchar), cast(? as varchar), cast(? as timestamp with time zone))) v
              (scope, body_hash, expires_at)\
              """),
          claim("%s"));

  private record Saved(String scope, StoredResponse answer) {}

  private static final Columns<Saved> SAVED =
      new Columns<Saved>()
          .integer("status", s -> s.answer().status())
          .text("location", s -> s.answer().location())
          .text("etag", s -> s.answer().etag())
          .text("body", s -> s.answer().body())
          .text("scope", Saved::scope);

  private static final RowStatement<Saved> SAVE =
      new RowStatement<>(
          SAVED,
          """
          update idempotency set status = ?, location = ?, etag = ?, body = ?
            where scope = ? and status is null
          """,
          """
          merge into idempotency t using %s on t.scope = v.scope and t.status is null
            when matched then update set
              status = v.status, location = v.location, etag = v.etag, body = v.body
          """);

  private final RoundTrips trips;

  IdempotencyStore(RoundTrips trips) {
    this.trips = trips;
  }

  /** The answer stored for a key, if it has not expired. */
  Optional<IdempotencyRecord> find(IdempotencyKey key, Instant now) {
    return trips
        .read(t -> t.query(FIND, scopes(List.of(key.scope())), IdempotencyStore::row))
        .stream()
        .filter(row -> row.expiresAt().isAfter(now))
        .map(Row::kept)
        .findFirst();
  }

  /**
   * Takes keys for the running transaction, where they have no answer that has not expired. On
   * PostgreSQL this waits for other transactions that have taken one of them and not yet ended.
   *
   * @return the answers of those that have one
   * @throws KeyTakenException if somebody else was first with one of them
   * @throws LockWaitTimeoutException if somebody has one of them for longer than it is waited for
   *     in company, where others have other keys
   * @throws KeyLockedException the same of whom nobody else waits for
   */
  Map<IdempotencyKey, IdempotencyRecord> claim(
      Collection<IdempotencyKey> keys, Instant now, Instant expiresAt) {
    List<String> scopes = keys.stream().map(IdempotencyKey::scope).toList();
    List<Claim> claims = keys.stream().map(k -> new Claim(k, expiresAt)).toList();
    boolean briefly = LockWait.current() == LockWait.NOWAIT;
    RoundTrip trip = trips.begin();
    if (briefly) {
      trips.shortenLockTimeout(trip);
    }
    trip.update(EXPIRED + " and scope = any(?)", time(now).and(scopes(scopes)), _ -> {});
    var found = trip.query(FIND, scopes(scopes), IdempotencyStore::row);
    trip.update(
        CLAIM,
        claims,
        taken -> {
          if (taken != keys.size() - found.all().size()) {
            throw new KeyConflictException(null);
          }
        });
    if (briefly) {
      trips.resetLockTimeout(trip);
    }
    execute(trip);
    Map<String, IdempotencyRecord> byScope = new HashMap<>();
    found.all().forEach(row -> byScope.put(row.scope(), row.kept()));
    Map<IdempotencyKey, IdempotencyRecord> answered = new HashMap<>();
    for (IdempotencyKey key : keys) {
      IdempotencyRecord kept = byScope.get(key.scope());
      if (kept != null) {
        answered.put(key, kept);
      }
    }
    return answered;
  }

  private static void execute(RoundTrip trip) {
    try {
      trip.execute();
    } catch (DuplicateKeyException e) {
      throw new KeyConflictException(e);
    } catch (RuntimeException e) {
      RuntimeException failure = LockWaitTimeoutException.of(e);
      boolean held =
          failure instanceof LockWaitTimeoutException && !LockWait.current().isInCompany();
      throw held ? new KeyLockedException() : failure;
    }
  }

  /**
   * Gives claimed keys their answers, when the transaction commits; those that are not to be kept
   * give their keys back.
   */
  void settle(Map<IdempotencyKey, StoredResponse> answers) {
    List<Saved> saved = new ArrayList<>();
    List<String> released = new ArrayList<>();
    answers.forEach((key, answer) -> {
      if (answer.isKept()) {
        saved.add(new Saved(key.scope(), answer));
      } else {
        released.add(key.scope());
      }
    });
    RoundTrip trip = trips.last();
    if (!saved.isEmpty()) {
      trip.update(SAVE, saved, rows -> require(saved.size(), rows));
    }
    if (!released.isEmpty()) {
      trip.update(RELEASE, scopes(released), rows -> require(released.size(), rows));
    }
  }

  /**
   * Deletes what has expired, and gives the number of rows: those that have expired for longest, so
   * many and what expired at the same time as the last of them.
   */
  int deleteExpired(Instant now, int most) {
    List<Instant> last =
        trips.read(t ->
            t.query(
                EXPIRED_LONGEST,
                time(now).and(Parameters.of(most - 1)),
                (row, _) -> Timestamps.time(row, 1)));
    int[] deleted = {0};
    RoundTrip trip = trips.begin();
    trip.update(EXPIRED, time(last.isEmpty() ? now : last.getFirst()), rows -> deleted[0] = rows);
    trip.execute();
    return deleted[0];
  }

  private static void require(int keys, int rows) {
    if (rows != keys) {
      throw new IllegalStateException(rows + " rows for " + keys + " claimed keys");
    }
  }

  private record Row(String scope, Instant expiresAt, IdempotencyRecord kept) {}

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(
        row.getString("scope"),
        Timestamps.time(row, "expires_at"),
        new IdempotencyRecord(
            row.getString("body_hash"),
            new StoredResponse(
                row.getInt("status"),
                row.getString("location"),
                row.getString("etag"),
                row.getString("body"))));
  }

  private static String claim(String rows) {
    return """
    insert into idempotency (scope, body_hash, expires_at)
      select * from %s
        where not exists (select 1 from idempotency i where i.scope = v.scope)
        order by v.scope
    """
        .formatted(rows);
  }

  private static Parameters time(Instant now) {
    return Parameters.of(Timestamps.utc(now));
  }

  private static Parameters scopes(List<String> scopes) {
    return Parameters.array("varchar", scopes.toArray(String[]::new));
  }
}
