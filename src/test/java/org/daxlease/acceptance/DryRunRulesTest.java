package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dry run tells what would happen, for every kind of operation, and nothing happens. */
class DryRunRulesTest extends Acceptance {

  @ParameterizedTest
  @CsvSource({
    "TRUNCATE,newSize,0,true",
    "TRUNCATE,newSize,1048576,false",
    "EXTEND,newSize,1048576,false",
    "PUNCH_HOLE,range,4096,true",
    "ZERO_RANGE,range,4096,true",
    "COLLAPSE_RANGE,range,4096,true",
    "INSERT_RANGE,range,4096,true",
    "UNLINK,none,0,true",
    "READ,range,4096,false",
    "WRITE,range,4096,false",
    "WRITEBACK,none,0,false"
  })
  void everyKindChangesNothing(String kind, String field, long value, boolean hard) {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    List<String> before = file.eventTypes();

    Answer wait = file.asks(kind, fields(field, value, "WAIT")).is(200);
    Answer nowait = file.asks(kind, fields(field, value, "NOWAIT")).is(200);
    Answer fail = file.asks(kind, fields(field, value, "FAIL")).is(200);

    if (hard) {
      assertThat(wait.state()).isEqualTo("BREAKING");
      assertThat(wait.text("signals.0.signal")).isEqualTo("SIGIO");
      assertThat(wait.text("worstCaseWait")).isEqualTo("PT1M40S");
      assertThat(nowait.state() + nowait.text("code")).isEqualTo("REFUSEDEWOULDBLOCK");
      assertThat(nowait.list("signals")).hasSize(1);
      assertThat(fail.state() + fail.text("code")).isEqualTo("REFUSEDETXTBSY");
      assertThat(fail.list("signals")).isEmpty();
      assertThat(nowait.lacks("worstCaseWait") && fail.lacks("worstCaseWait")).isTrue();
      assertThat(fail.text("blockers.0.processId")).isEqualTo(p.id());
    } else {
      for (Answer easy : List.of(wait, nowait, fail)) {
        assertThat(easy.state()).isEqualTo("GRANTED");
        assertThat(easy.list("blockers")).isEmpty();
        assertThat(easy.text("worstCaseWait")).isEqualTo("PT0S");
      }
    }
    assertThat(file.eventTypes()).isEqualTo(before);
    assertThat(api.get("/v1/operations?fileId=" + file.id()).is(200).items()).isEmpty();
    assertThat(p.leaseNow().number("epoch")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "escalation,SIGKILL,PT55S",
    "escalation,SIGBUS_ONLY,",
    "leaseBreakTime,PT1M,PT2M10S",
    "leaseBreakTime,PT0S,",
    "killGrace,PT0S,PT1M30S",
    "afterKill,AWAIT_EXIT,"
  })
  void worstCaseFollowsThePolicy(String name, String value, String expected) {
    StoredFile file = scene.policy(name, value).file();
    scene.holder(file, 0, 4 * K);

    Answer dryRun = file.asksToTruncate(0, "dryRun", true).is(200);

    assertThat(dryRun.at("worstCaseWait").asString(null)).isEqualTo(expected);
  }

  @Test
  void worstCaseOfAnUnleasedPinBeginsAtSigbusAndThatOfAShortOneBeforeIt() {
    StoredFile unleased = scene.file();
    scene.process().pins(unleased, 0, 4 * K);
    StoredFile brief = scene.file();
    scene.process().pins(brief, 0, 4 * K, "term", "SHORT");

    assertThat(unleased.asksToTruncate(0, "dryRun", true).is(200).text("worstCaseWait"))
        .isEqualTo("PT55S");
    assertThat(brief.asksToTruncate(0, "dryRun", true).is(200).text("worstCaseWait"))
        .isEqualTo("PT1M40S");
  }

  @Test
  void nobodyIsSignalledTwiceInADryRunEither() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    file.truncates(0).was(202, "BREAKING");

    Answer dryRun = file.asksToTruncate(0, "dryRun", true).is(200);

    assertThat(dryRun.state()).isEqualTo("QUEUED");
    assertThat(dryRun.list("signals")).isEmpty();
    assertThat(dryRun.text("blockers.0.stage")).isEqualTo("SIGIO");
    assertThat(p.signalled()).containsExactly("SIGIO");
  }

  @Test
  void whatIsRefusedBeforeAnyConflictIsRefusedInADryRunToo() {
    StoredFile file = scene.file();
    Holder gone = scene.process().exits();

    file.asksToPunch(0, 4 * K, "dryRun", true, "autoComplete", true).refused(422, "EOPNOTSUPP");
    file.asksToPunch(0, 0, "dryRun", true).refused(400, "EINVAL");
    file.asksToTruncate(0, "dryRun", true, "requesterProcessId", file.id()).refused(404, "ENOENT");
    file.asksToTruncate(0, "dryRun", true, "requesterProcessId", gone.id()).refused(410, "ESRCH");
  }

  @Test
  void whoWaitsForNobodyHasNoBlockers() {
    StoredFile file = scene.file();
    scene.process().pins(file, 0, 4 * K, "term", "SHORT");
    file.punches(0, 4 * K).was(202, "BREAKING");

    Answer write = file.asks("WRITE", "offset", 0, "length", 4 * K, "dryRun", true).is(200);

    assertThat(write.text("state")).isEqualTo("GRANTED");
    assertThat(write.list("blockers")).isEmpty();
  }

  private static Object[] fields(String field, long value, String onConflict) {
    List<Object> fields = new ArrayList<>(List.of("dryRun", true, "onConflict", onConflict));
    if (field.equals("range")) {
      fields.addAll(List.of("offset", 0, "length", value));
    } else if (!field.equals("none")) {
      fields.addAll(List.of(field, value));
    }
    return fields.toArray();
  }

  @Test
  void waitsNoLongerThanItIsPreparedTo() {
    StoredFile file = scene.policy("leaseBreakTime", "PT20S").file();
    scene.holder(file, 0, 4 * K);

    assertThat(wait(file, "PT5S")).isEqualTo("PT5S");
    assertThat(wait(file, "PT1H")).isEqualTo("PT50S");
    assertThat(file.truncates(0, "maxWait", "PT5S").requested().lacks("estimatedGrantBy")).isTrue();
  }

  private static String wait(StoredFile file, String maxWait) {
    return file.asksToTruncate(0, "dryRun", true, "maxWait", maxWait).is(200).text("worstCaseWait");
  }
}
