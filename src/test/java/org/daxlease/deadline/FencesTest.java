package org.daxlease.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.daxlease.history.Api;
import org.daxlease.history.Cast;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** Holders of one file whose grace after SIGKILL ends at the same moment. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:fences;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
      "daxlease.deadline.poll=50ms"
    })
class FencesTest {

  private static final int HOLDERS = 4;

  @LocalServerPort private int port;
  @Autowired private DeadlineLoop loop;
  @Autowired private JdbcTemplate jdbc;

  @Test
  void oneThatCannotBeFencedHoldsUpNoOther() {
    Cast cast = new Cast(new Api(port));
    String file =
        cast.file("leaseBreakTime", "PT0.1S", "escalation", "SIGKILL", "killGrace", "PT0.1S");
    List<UUID> others = new ArrayList<>();
    for (int i = 0; i < HOLDERS; i++) {
      others.add(UUID.fromString(cast.holder(file).process()));
    }
    loop.stop();
    String operation = cast.truncate(file).done().id();
    UUID unfenced = firstToBeFenced();
    others.remove(unfenced);
    cannotBeFenced(unfenced);
    loop.start();

    await().untilAsserted(() -> assertThat(others).allMatch(this::isKilled));
    assertThat(isKilled(unfenced)).isFalse();

    jdbc.execute("alter table process drop column unfenced");
    cast.becomes(operation, "GRANTED");
    assertThat(isKilled(unfenced)).isTrue();
  }

  /** In the order in which they are due: whoever gives up at the first failure fences nobody. */
  private UUID firstToBeFenced() {
    return jdbc.queryForObject(
        "select process_id from lease_break order by due_at, id limit 1", UUID.class);
  }

  /** No violated constraint, which would be taken for a race that was lost, and tried again. */
  private void cannotBeFenced(UUID process) {
    jdbc.execute(
        """
        alter table process add column unfenced integer generated always as
          (1 / case when id = '%s' and state = 'KILLED' then 0 else 1 end)
        """
            .formatted(process));
  }

  private boolean isKilled(UUID process) {
    return "KILLED"
        .equals(
            jdbc.queryForObject("select state from process where id = ?", String.class, process));
  }
}
