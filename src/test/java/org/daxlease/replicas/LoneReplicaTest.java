package org.daxlease.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.daxlease.history.Api;
import org.daxlease.history.Cast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What a replica tells others while there are none, and when one comes. */
class LoneReplicaTest {

  private static final String HERE = "0";

  private final List<String> heard = new ArrayList<>();

  @Test
  void hintsWaitForSomebodyToHearThem(@TempDir Path directory) throws Exception {
    try (Postgres postgres = Postgres.start(directory.resolve("data"));
        Connection other = postgres.connect();
        Statement statement = other.createStatement();
        Replica replica = Replica.launch(postgres.arguments("a", Replica.freePort()))) {
      statement.execute("listen daxlease");
      replica.awaitStarted();
      Api api = new Api(replica.port());
      new Cast(api).file();
      int before = hear(other).size();

      await().until(() -> hear(other).size() > before);
      assertThat(heard).containsOnly(HERE);

      statement.execute("select pg_notify('daxlease', '" + HERE + "')");
      await().until(() -> hear(other).contains(Long.toString(api.head())));
    }
  }

  private List<String> hear(Connection connection) throws SQLException {
    PGNotification[] hints = connection.unwrap(PGConnection.class).getNotifications(100);
    for (PGNotification hint : hints == null ? new PGNotification[0] : hints) {
      heard.add(hint.getParameter());
    }
    return heard;
  }
}
