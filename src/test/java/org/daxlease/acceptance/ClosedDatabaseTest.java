package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** H2 closes a database whose disk fails it, a full one as well, under the connections to it. */
class ClosedDatabaseTest {

  @TempDir private Path directory;

  @Test
  void serviceGoesOnByItselfOnceItsDatabaseCanBeOpenedAgain() {
    try (ConfigurableApplicationContext service = EmbeddedService.start(directory)) {
      Coordinator api = EmbeddedService.api(service);
      Scene scene = new Scene(api);
      StoredFile file = scene.file();
      Holder holder = scene.holder(file, 0, 4096);

      service.getBean(JdbcTemplate.class).execute("shutdown immediately");

      await()
          .untilAsserted(
              () -> assertThat(api.get("/v1/files/" + file.id()).status()).isEqualTo(200));
      Operation truncate = file.truncates(0).was(202, "BREAKING");
      holder.gets("SIGIO").unpins();
      truncate.becomes("GRANTED");
    }
  }
}
