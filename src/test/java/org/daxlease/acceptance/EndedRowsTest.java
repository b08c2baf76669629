package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.daxlease.coordination.TimeSource;
import org.daxlease.coordination.retention.EndedRows;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;

/** What has ended is removed after a time that somebody has set, unless it is still needed. */
@TestPropertySource(properties = "daxlease.retention.ended=30d")
class EndedRowsTest extends Acceptance {

  @Autowired private EndedRows rows;
  @Autowired private TimeSource time;
  @Autowired private JdbcTemplate jdbc;

  @Test
  void whatHasEndedGoesWithEverythingAboutIt() {
    StoredFile file = scene.file();
    Holder holder = scene.holder(file, 0, 4 * K);
    Holder looksOn = scene.process().leases(file);
    Operation truncate = file.truncates(0);
    holder.unpins();
    long token = truncate.becomes("GRANTED").completes().token();
    looksOn.exits();
    holder.exits();

    aMonthPasses();

    assertThat(
            List.of(
                "/v1/pins/" + holder.pin(),
                "/v1/mappings/" + holder.mapping(file),
                "/v1/leases/" + holder.lease(),
                "/v1/processes/" + holder.id(),
                "/v1/processes/" + looksOn.id(),
                truncate.path()))
        .allSatisfy(path -> api.get(path).refused(404, "ENOENT"));
    assertThat(rows("lease_break where file_id = '" + file.id() + "'")).isZero();
    assertThat(rows("operation_break where operation_id = '" + truncate.id() + "'")).isZero();
    assertThat(rows("signal where process_id = '" + holder.id() + "'")).isZero();
    assertThat(rows("signal where process_id = '" + looksOn.id() + "'")).isZero();
    assertThat(file.size()).isZero();
    assertThat(file.generation()).isEqualTo(token);
    assertThat(file.eventTypes()).contains("pin.unpinned", "operation.completed");
  }

  @Test
  void whatIsYoungerStays() {
    StoredFile file = scene.file();
    Holder holder = scene.holder(file, 0, 4 * K).unpins();

    rows.removeOld(time.now().plus(Duration.ofDays(30)).minusSeconds(60));

    assertThat(holder.pinNow().text("state")).isEqualTo("UNPINNED");
  }

  @Test
  void aBrokenLeaseAndAnEndedMappingStayWithTheirLivePin() {
    StoredFile file =
        scene
            .policy("leaseBreakTime", "PT0.1S", "escalation", "SIGKILL", "killGrace", "PT1H")
            .file();
    Holder holder = scene.holder(file, 0, 4 * K);
    api.delete("/v1/mappings/" + holder.mapping(file)).is(204);
    Operation truncate = file.truncates(0);
    holder.gets("SIGIO", "SIGKILL");

    aMonthPasses();

    assertThat(holder.leaseNow().text("state")).isEqualTo("BROKEN");
    api.get("/v1/mappings/" + holder.mapping(file)).is(200);
    assertThat(truncate.blockers()).containsExactly(holder.id());
    holder.unpins();
    truncate.becomes("GRANTED");
    assertThat(truncate.outcome()).isEqualTo("UNPINNED");
  }

  @Test
  void aGrantKeepsTheBreaksThatItRestsOn() {
    StoredFile file = scene.file();
    Holder holder = scene.holder(file, 0, 4 * K);
    Holder requester = scene.process();
    Operation truncate = file.truncates(0, "requesterProcessId", requester.id());
    holder.exits();
    requester.exits();
    truncate.becomes("GRANTED");

    aMonthPasses();

    assertThat(truncate.outcome()).isEqualTo("EXITED");
    assertThat(holder.now().text("state")).isEqualTo("EXITED");
    truncate.completes();
    aMonthPasses();
    api.get(truncate.path()).refused(404, "ENOENT");
    api.get("/v1/processes/" + requester.id()).refused(404, "ENOENT");
  }

  @Test
  void aRefusedOperationKeepsItsRangeClosed() {
    StoredFile file = scene.policy("coolDown", "PT1H").file();
    Holder holder = scene.holder(file, 0, 4 * K);
    file.asksToPunch(0, 4 * K, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");
    holder.unpins();

    aMonthPasses();

    holder.asksToPin(file, 0, 4 * K).refused(409, "EAGAIN");
  }

  @Test
  void aFenceIsRememberedWhenNothingOfItIsLeft() {
    StoredFile file = scene.file();
    Holder holder = scene.holder(file, 0, 4 * K);
    Operation first = file.truncates(0);
    holder.isFenced();
    first.becomes("GRANTED").cancels();

    aMonthPasses();

    api.get("/v1/processes/" + holder.id()).refused(404, "ENOENT");
    assertThat(file.truncates(0).becomes("GRANTED").now().flag("confirmed")).isFalse();
  }

  @Test
  void aRemovedFileGoesOnceNothingIsLeftOfIt() {
    StoredFile file = scene.file();
    Holder holder = scene.holder(file, 0, 4 * K);
    Operation unlink = file.requests("UNLINK");
    holder.exits();
    unlink.becomes("GRANTED").completes();
    String row = "file where id = '" + file.id() + "'";
    assertThat(rows(row)).isOne();

    aMonthPasses();

    assertThat(rows(row)).isZero();
    assertThat(file.eventTypes()).contains("operation.completed");
  }

  @Test
  void moreThanOneTransactionRemoves() {
    StoredFile file = scene.file(64 * K, "DAX");
    Holder holder = scene.process().leases(file);
    List<Object> pins =
        Collections.nCopies(
            1000,
            Json.object(
                "mappingId", holder.mapping(file), "offset", 0, "length", 1, "access", "READ"));
    for (int batch = 0; batch < 6; batch++) {
      api.post("/v1/pins/batch", "items", pins).is(200);
    }
    holder.pins(file, 0, 4 * K).exits();

    aMonthPasses();

    assertThat(rows("pin where file_id = '" + file.id() + "'")).isZero();
    api.get("/v1/processes/" + holder.id()).refused(404, "ENOENT");
  }

  private void aMonthPasses() {
    rows.removeOld(time.now().plus(Duration.ofDays(31)));
  }

  private int rows(String where) {
    Integer count = jdbc.queryForObject("select count(*) from " + where, Integer.class);
    return count == null ? 0 : count;
  }
}
