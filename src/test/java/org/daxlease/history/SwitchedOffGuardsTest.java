package org.daxlease.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.daxlease.checker.Invariant;
import org.daxlease.checker.JournalChecker;
import org.daxlease.checker.Violation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;

/**
 * The service itself breaks each invariant once a guard of it is switched off: behind its back, the
 * row that the guard goes by is changed. The journal tells, and the checker sees it. The damage
 * must not outlive the class: its deadlines would go on failing beside the tests that follow.
 */
@DirtiesContext
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties =
        "spring.datasource.url=jdbc:h2:mem:guards-${random.uuid};DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000")
class SwitchedOffGuardsTest {

  @LocalServerPort private int port;

  @Autowired private JdbcTemplate jdbc;

  private Cast cast;
  private long before;

  @BeforeEach
  void begins() {
    cast = new Cast(new Api(port));
    before = cast.api.head();
  }

  /** A file whose grants do not run out within these tests, with more of a policy. */
  private String file(Object... policy) {
    Object[] whole = Arrays.copyOf(policy, policy.length + 2);
    whole[policy.length] = "grantTtl";
    whole[policy.length + 1] = "PT1H";
    return cast.file(whole);
  }

  @Test
  void nothingIsWrongWithTheGuardsOn() {
    String file = file("leaseBreakTime", "PT0.05S", "escalation", "SIGBUS_ONLY");
    Cast.Holder holder = cast.holder(file);
    String truncate = cast.truncate(file).done().id();
    assertThat(cast.pin(holder.mapping(), 1).code()).isEqualTo("EAGAIN");
    signalled(holder, "SIGBUS");
    cast.unpin(holder.pin()).done();
    long token = cast.becomes(truncate, "GRANTED").path("token").asLong();
    cast.complete(truncate, token).done();
    cast.exit(holder.process()).done();

    assertThat(violations()).isEmpty();
  }

  @Test
  void grantsOverAPinThatTheOverlapQueryDoesNotFind() {
    String file = file();
    Cast.Holder holder = cast.holder(file);
    update("update pin set node = null where id = ?", holder.pin());

    assertThat(cast.truncate(file).text("state")).isEqualTo("GRANTED");
    assertViolated(Invariant.I1, "is granted over the live pin " + holder.pin());
  }

  @Test
  void pinsAndLeasesOverAnOperationThatItHasForgotten() {
    String file = file();
    Cast.Holder holder = cast.holder(file);
    String truncate = cast.truncate(file).done().id();
    update("update operation set open_file_id = null where id = ?", truncate);

    String pin = cast.pin(holder.mapping(), 1).done().id();
    String lease = cast.lease(cast.process(), file).done().id();
    assertViolated(Invariant.I2, "pin " + pin);
    assertViolated(Invariant.I2, "lease " + lease);
  }

  @Test
  void signalsBeforeADeadlineThatHasBeenMoved() {
    String file = file("leaseBreakTime", "PT1H");
    Cast.Holder holder = cast.holder(file);
    cast.truncate(file).done();
    update(
        "update lease_break set deadline = timestamp with time zone '2026-01-01 00:00:00Z',"
            + " due_at = timestamp with time zone '2026-01-01 00:00:00Z'"
            + " where process_id = ?",
        holder.process());

    signalled(holder, "SIGBUS");
    assertViolated(Invariant.I3, "reaches SIGBUS before its deadline");
  }

  @Test
  void drawsATokenAgainThatIsNotRemembered() {
    String file = file();
    String first = cast.truncate(file).done().id();
    cast.complete(first, 2).done();
    update("update file set last_token = 1 where id = ?", file);

    String again = cast.operation(file, "EXTEND", "newSize", Cast.SIZE).done().id();
    assertViolated(Invariant.I4, again);
  }

  @Test
  void completesTwiceWhatItDoesNotKnowToBeDone() {
    String file = file();
    String truncate = cast.truncate(file).done().id();
    cast.complete(truncate, 2).done();
    update("update operation set state = 'GRANTED', open_file_id = file_id where id = ?", truncate);

    cast.complete(truncate, 2).done();
    assertViolated(Invariant.I5, "becomes COMPLETED from COMPLETED");
  }

  @Test
  void losesSightOfAPinAtTheExitOfItsProcess() {
    Cast.Holder holder = cast.holder(file());
    update("update pin set state = 'UNPINNED', node = null where id = ?", holder.pin());

    cast.exit(holder.process()).done();
    assertViolated(Invariant.I6, "process " + holder.process() + " is EXITED, but has");
  }

  @Test
  void losesAnEntryOfTheJournal() {
    cast.process();
    cast.process();
    long lost = cast.api.head() - 1;
    assertThat(jdbc.update("delete from journal where position = ?", lost)).isEqualTo(1);

    assertViolated(Invariant.I5, "stands behind entry " + (lost - 1));
  }

  private void update(String sql, String id) {
    assertThat(jdbc.update(sql, UUID.fromString(id))).isEqualTo(1);
  }

  private void signalled(Cast.Holder holder, String signal) {
    await()
        .alias(signal + " to " + holder)
        .until(() ->
            cast.api.journal(before).stream()
                .anyMatch(e ->
                    e.path("data").path("signal").asString("").equals(signal)
                        && e.path("data").path("processId").asString().equals(holder.process())));
  }

  /** What the checker finds wrong with the entries of this test. */
  private List<Violation> violations() {
    return JournalChecker.check(cast.api.journal()).violations().stream()
        .filter(v -> v.position() > before)
        .toList();
  }

  private void assertViolated(Invariant invariant, String what) {
    assertThat(violations())
        .anyMatch(v -> v.invariant() == invariant && v.what().contains(what), invariant + what);
  }
}
