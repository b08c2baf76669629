package org.daxlease.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * A thread with a connection of its own, for as long as the service runs; a lost one is opened
 * again. Not one of the pool's, which is there for commands. Nothing of it runs on other databases.
 */
abstract class HintConnection implements SmartLifecycle {

  static final String CHANNEL = "daxlease";

  private static final Logger log = LoggerFactory.getLogger(HintConnection.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final String name;
  private final UnpooledConnections connections;
  private final PostgresProperties properties;
  private final String options;
  private volatile CountDownLatch stopped = new CountDownLatch(0);
  private volatile @Nullable Connection open;

  /** Only its own thread looks. */
  private boolean failing;

  HintConnection(
      String name, UnpooledConnections connections, PostgresProperties properties, String options) {
    this.name = name;
    this.connections = connections;
    this.properties = properties;
    this.options = options;
  }

  /**
   * Uses a fresh connection until the service stops or the connection fails; says {@link #works()}
   * as soon as it does what it is there for: a connection to a standby never does.
   */
  abstract void use(Connection connection) throws SQLException, InterruptedException;

  /** Makes {@link #use} look whether the service still runs. */
  abstract void wake();

  @Override
  public void start() {
    if (properties.hints() && connections.url().isPresent()) {
      stopped = new CountDownLatch(1);
      Thread.ofPlatform().daemon().name(name).start(this::run);
    }
  }

  private void run() {
    while (isRunning()) {
      try (Connection connection = connect()) {
        use(connection);
      } catch (SQLException | RuntimeException | Error e) {
        if (isRunning() && !failing) {
          failing = true;
          log.warn("{}: no hints for now, polls go on: {}", name, e.getMessage());
          if (!(e instanceof SQLException)) {
            log.error("{}: failed otherwise than by its database", name, e);
          }
        }
        pause(PAUSE_AFTER_FAILURE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** The connection does what it is there for. */
  final void works() {
    if (failing) {
      log.info("{}: connected again", name);
      failing = false;
    }
  }

  private Connection connect() throws SQLException {
    Connection connection =
        connections.open(
            Map.of(
                "ApplicationName",
                "daxlease " + name,
                "socketTimeout",
                "5",
                UnpooledConnections.OPTIONS,
                options));
    open = connection;
    return connection;
  }

  /** Waits, though not beyond the end of the service. */
  final void pause(Duration time) {
    try {
      var _ = stopped.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    stopped.countDown();
    wake();
    Connection connection = open;
    if (connection != null) {
      try {
        // Not close(), which would wait for whoever waits on the connection.
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("{}: could not be closed", name, e);
      }
    }
  }

  @Override
  public boolean isRunning() {
    return stopped.getCount() > 0;
  }

  /** As early as the journal's reader, and stopped as late. */
  @Override
  public int getPhase() {
    return 0;
  }
}
