package org.daxlease.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.daxlease.deadline.DeadlineWakeup;
import org.daxlease.journal.ChangeFeed;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.stereotype.Component;

/** Hears what other replicas have committed, and passes it on to those who would find it later. */
@Component
class HintListener extends HintConnection {

  /** After this time without a hint the connection is asked whether it is still there. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private final ChangeFeed feed;
  private final DeadlineWakeup wakeup;
  private final HintSender sender;

  HintListener(
      UnpooledConnections connections,
      PostgresProperties properties,
      ChangeFeed feed,
      DeadlineWakeup wakeup,
      HintSender sender) {
    super("hint-listener", connections, properties, "-c tcp_user_timeout=5000");
    this.feed = feed;
    this.wakeup = wakeup;
    this.sender = sender;
  }

  @Override
  void use(Connection connection) throws SQLException {
    try (Statement listen = connection.createStatement()) {
      listen.execute("listen " + CHANNEL);
    }
    works();
    // What was committed before nobody tells again.
    feed.wake();
    PGConnection postgres = connection.unwrap(PGConnection.class);
    while (isRunning()) {
      PGNotification[] heard = postgres.getNotifications(Math.toIntExact(QUIET.toMillis()));
      if (heard.length == 0 && !connection.isValid(Math.toIntExact(QUIET.toSeconds()))) {
        throw new SQLException("the connection for hints is gone", "08006");
      }
      for (PGNotification each : heard) {
        sender.heard(each);
        Hint.parse(each.getParameter()).ifPresent(this::passOn);
      }
    }
  }

  private void passOn(Hint hint) {
    if (hint.position() > feed.position()) {
      feed.wake();
    }
    if (hint.due() != null) {
      wakeup.due(hint.due());
    }
  }

  @Override
  void wake() {
    // Its connection is closed under it, which ends the waiting.
  }
}
