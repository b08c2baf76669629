package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.daxlease.database.EveryDatabase;
import org.daxlease.history.Reply;
import org.daxlease.history.Service;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.event.EventListener;
import org.springframework.resilience.retry.MethodRetryEvent;
import org.springframework.test.annotation.DirtiesContext;

/** A database that cannot do it now: tried again for a while, then 503, and nothing half done. */
@EveryDatabase
@DirtiesContext
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:trouble;LOCK_TIMEOUT=250",
      "daxlease.postgres.lock-timeout=250ms",
      "spring.datasource.hikari.connection-timeout=250",
      "spring.datasource.hikari.maximum-pool-size=2"
    })
class DatabaseTroubleTest {

  private static final Duration WAIT = Duration.ofSeconds(60);

  /** Attempts that failed, and may be followed by another. */
  @TestConfiguration(proxyBeanMethods = false)
  static class Failures {

    private final AtomicInteger registrations = new AtomicInteger();

    @EventListener
    void failed(MethodRetryEvent attempt) {
      if (attempt.getMethod().getName().equals("register")) {
        registrations.incrementAndGet();
      }
    }

    int ofRegistrations() {
      return registrations.get();
    }
  }

  @LocalServerPort private int port;
  @Autowired private DataSource pool;
  @Autowired private JdbcConnectionDetails database;
  @Autowired private Failures failures;

  private final String host = "host-" + UUID.randomUUID();
  private Service service;

  @BeforeEach
  void begins() {
    service = new Service(port);
  }

  @Test
  void aPoolThatIsExhaustedForLongIs503() throws SQLException {
    Reply refused;
    try (Connection one = fromThePool();
        Connection other = fromThePool()) {
      assertThat(one).isNotSameAs(other);
      refused = register();
    }
    assertUnavailable(refused);
    assertThat(register().status()).isEqualTo(201);
  }

  @Test
  void aLockThatIsHeldForLongIs503AndLeavesNothing() throws SQLException {
    Reply refused;
    try (Connection holder = holdingTheCounter()) {
      refused = register();
      holder.rollback();
    }
    assertUnavailable(refused);
    assertThat(
            service.send("GET", "/v1/processes?host=" + host, "", WAIT).body().path("items").size())
        .isZero();
  }

  @Test
  void aLockThatIsHeldForAWhileIsWaitedFor() throws SQLException {
    CompletableFuture<Reply> registered;
    try (Connection holder = holdingTheCounter()) {
      int before = failures.ofRegistrations();
      registered = CompletableFuture.supplyAsync(this::register);
      await().until(() -> failures.ofRegistrations() >= before + 2);
      assertThat(registered).isNotDone();
      holder.rollback();
    }
    assertThat(registered.join().status()).as(registered.join().toString()).isEqualTo(201);
  }

  /**
   * A later version adds it while this one still runs, and has prepared statements for what was
   * there before: the pool gives up such a connection, and the command is tried again. H2 has no
   * second replica.
   */
  @Test
  @Tag("postgres")
  void aColumnMoreIsNoFailure() throws SQLException {
    String heartbeat = "/v1/processes/" + register().body().path("id").asString() + "/heartbeat";
    for (int i = 0; i < 40; i++) {
      assertThat(service.send("POST", heartbeat, "", WAIT).status()).isEqualTo(200);
    }
    execute("alter table process add column later integer");

    try {
      Reply answer = service.send("POST", heartbeat, "", WAIT);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    } finally {
      execute("alter table process drop column later");
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The service has its own use for the two, and may need them both for a moment. */
  private Connection fromThePool() {
    return await()
        .ignoreException(SQLTransientConnectionException.class)
        .until(pool::getConnection, Objects::nonNull);
  }

  /** One that is not of the pool. */
  private Connection connection() throws SQLException {
    return DriverManager.getConnection(
        database.getJdbcUrl(), database.getUsername(), database.getPassword());
  }

  /** A transaction that holds the last lock which every command needs. */
  private Connection holdingTheCounter() throws SQLException {
    Connection holder = connection();
    holder.setAutoCommit(false);
    try (Statement lock = holder.createStatement()) {
      lock.execute("select position from journal_head where id = 1 for update");
    }
    return holder;
  }

  private Reply register() {
    return service.send(
        "POST", "/v1/processes", "{\"host\":\"%s\",\"pid\":7}".formatted(host), WAIT);
  }

  private static void assertUnavailable(Reply refused) {
    assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
    assertThat(refused.code()).isEqualTo("EBUSY");
    assertThat(refused.body().path("retryAfterSeconds").asInt()).isPositive();
  }
}
