package org.daxlease.sql;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The file of H2. Each commit adds a chunk to it, and what later commits change is dead in there.
 * H2 gathers what is left of such chunks only from the thread that writes late commits, which there
 * is none of where each is durable ({@code WRITE_DELAY=0}): the file would grow for ever.
 */
@Component
public class H2FileCompactor {

  /** Percent of a file that may at least be alive. */
  private static final int FILL_RATE = 50;

  /**
   * Bytes that are written again in one go, while commits wait for half a second. With much less H2
   * finds nothing to begin with.
   */
  private static final int AT_ONCE = 16 << 20;

  private static final int MOST_TIMES = 16;

  private final JdbcTemplate jdbc;
  private final boolean isH2;

  H2FileCompactor(JdbcTemplate jdbc, JdbcConnectionDetails database) {
    this.jdbc = jdbc;
    this.isH2 = Databases.isH2(database);
  }

  /** Makes room for new commits in the place of dead ones; nothing to do on PostgreSQL. */
  public void compact() {
    if (isH2) {
      MVStore store = jdbc.execute(H2FileCompactor::store);
      for (int i = 0; i < MOST_TIMES && store.compact(FILL_RATE, AT_ONCE); i++) {
        // Written and given free before the next are looked for.
        store.commit();
      }
    }
  }

  static MVStore store(Connection connection) throws SQLException {
    var session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    return session.getDatabase().getStore().getMvStore();
  }
}
