package org.daxlease.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.daxlease.database.Details;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class H2FileCompactorTest {

  private static final int COMMITS = 3000;

  @TempDir private Path directory;

  /** In chunks of commits little is left alive; with a retention time nothing could be seen yet. */
  @Test
  void fewChunksAreMostlyDeadAfterwards() throws Exception {
    String url = "jdbc:h2:file:" + directory.resolve("data") + ";WRITE_DELAY=0;RETENTION_TIME=0";
    var connections = new SingleConnectionDataSource(url, "sa", "", true);
    try {
      var jdbc = new JdbcTemplate(connections);
      jdbc.execute("create table kept (id int primary key, text varchar(4000))");
      jdbc.execute("insert into kept select x, space(1000) from system_range(1, 2000)");
      for (int i = 0; i < COMMITS; i++) {
        jdbc.update("update kept set text = ? where id = ?", "x".repeat(900), i * 37 % 2000);
      }
      var store = H2FileCompactor.store(connections.getConnection()).getFileStore();
      assertThat(store.getChunksFillRate()).isLessThan(50);

      new H2FileCompactor(jdbc, new Details(url, "sa", "")).compact();

      assertThat(store.getChunksFillRate()).isGreaterThanOrEqualTo(50);
    } finally {
      connections.destroy();
    }
  }
}
