package org.daxlease.coordination.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of the table {@code idempotency}. */
@Repository
class IdempotencyStore {

  /** A stored answer and the body it belongs to. */
  record Kept(String bodyHash, StoredAnswer answer) {}

  private final JdbcClient jdbc;

  IdempotencyStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The answer stored for a key, if it has not expired. */
  Optional<Kept> find(IdempotencyKey key, Instant now) {
    return jdbc.sql(
            """
            select body_hash, status, location, etag, body from idempotency
             where scope = :scope and status is not null and expires_at > :now
            """)
        .param("scope", key.scope())
        .param("now", utc(now))
        .query((row, _) -> kept(row))
        .optional();
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        row.getString("body_hash"),
        new StoredAnswer(
            row.getInt("status"),
            row.getString("location"),
            row.getString("etag"),
            row.getString("body")));
  }

  /**
   * Takes the key for the running transaction. On PostgreSQL this waits for another transaction
   * that has taken it and not yet ended.
   *
   * @throws KeyTakenException if the key has an answer that has not expired
   */
  void claim(IdempotencyKey key, Instant now, Instant expiresAt) {
    jdbc.sql("delete from idempotency where scope = :scope and expires_at <= :now")
        .param("scope", key.scope())
        .param("now", utc(now))
        .update();
    try {
      jdbc.sql(
              """
              insert into idempotency (scope, body_hash, expires_at)
              values (:scope, :bodyHash, :expiresAt)
              """)
          .param("scope", key.scope())
          .param("bodyHash", key.bodyHash())
          .param("expiresAt", utc(expiresAt))
          .update();
    } catch (DuplicateKeyException e) {
      throw new KeyTakenException(e);
    }
  }

  /** Gives the answer to a claimed key. */
  void save(IdempotencyKey key, StoredAnswer answer) {
    int rows =
        jdbc.sql(
                """
                update idempotency
                   set status = :status, location = :location, etag = :etag, body = :body
                 where scope = :scope and status is null
                """)
            .param("status", answer.status())
            .param("location", answer.location())
            .param("etag", answer.etag())
            .param("body", answer.body())
            .param("scope", key.scope())
            .update();
    requireOne(rows, key);
  }

  /** Gives a claimed key back, as if the request had never been made. */
  void release(IdempotencyKey key) {
    int rows =
        jdbc.sql("delete from idempotency where scope = :scope and status is null")
            .param("scope", key.scope())
            .update();
    requireOne(rows, key);
  }

  /** Deletes what has expired and gives the number of rows. */
  int deleteExpired(Instant now) {
    return jdbc.sql("delete from idempotency where expires_at <= :now")
        .param("now", utc(now))
        .update();
  }

  private static void requireOne(int rows, IdempotencyKey key) {
    if (rows != 1) {
      throw new IllegalStateException(rows + " rows for the claimed key " + key.scope());
    }
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
