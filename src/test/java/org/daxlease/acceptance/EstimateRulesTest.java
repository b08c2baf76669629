package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * How long a dry run says that something may take, also where what it waits for in the end lies
 * elsewhere in the file.
 */
class EstimateRulesTest extends Acceptance {

  private static final Duration LADDER = Duration.ofHours(3);

  @BeforeEach
  void ladderOfThreeHours() {
    scene.policy("leaseBreakTime", "PT1H", "killGrace", "PT1H");
  }

  private static Duration worstCase(StoredFile file, long offset, long length) {
    Answer dryRun = file.asksToPunch(offset, length, "dryRun", true).is(200);
    assertThat(dryRun.state()).isEqualTo("QUEUED");
    return dryRun.duration("worstCaseWait");
  }

  private static void promisesNothing(Answer dryRun) {
    assertThat(dryRun.is(200).state()).isEqualTo("QUEUED");
    assertThat(dryRun.lacks("worstCaseWait")).isTrue();
  }

  @Test
  void pinsThatAnEarlierOperationWaitsForElsewhereAreWaitedForToo() {
    StoredFile file = scene.policy("leaseBreakTime", "PT1H", "grantTtl", "PT1H").file();
    scene.holder(file, 0, 4 * K);
    file.punches(0, 8 * K).was(202, "BREAKING");

    assertThat(worstCase(file, 4 * K, 8 * K))
        .isBetween(Duration.ofHours(2), Duration.ofHours(3).plusSeconds(10));
    file.punches(4 * K, 8 * K).was(202, "QUEUED");
    assertThat(worstCase(file, 8 * K, 8 * K))
        .isBetween(Duration.ofHours(3), Duration.ofHours(4).plusSeconds(10));
  }

  @Test
  void nothingIsPromisedBehindAnOperationThatMayWaitForEver() {
    StoredFile awaited = scene.policy("afterKill", "AWAIT_EXIT").file();
    scene.holder(awaited, 0, 4 * K);
    awaited.punches(0, 8 * K).was(202, "BREAKING");
    StoredFile patient = scene.policy("leaseBreakTime", "PT0S").file();
    scene.holder(patient, 0, 4 * K);
    patient.truncates(0).was(202, "BREAKING");

    promisesNothing(awaited.asksToPunch(4 * K, 8 * K, "dryRun", true));
    promisesNothing(patient.asks("EXTEND", "newSize", 128 * K, "dryRun", true));
  }

  @Test
  void whatAnEarlierOperationGivesUpIsNotWaitedForAnyLonger() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4 * K);
    file.punches(0, 8 * K, "maxWait", "PT1H").was(202, "BREAKING");

    assertThat(worstCase(file, 4 * K, 4 * K))
        .isBetween(Duration.ofMinutes(30), Duration.ofHours(1));
  }

  @Test
  void shortPinsThatAnEarlierOperationWaitsForElsewhereAreWaitedForToo() {
    StoredFile file = scene.file();
    scene.process().pins(file, 0, 4 * K, "term", "SHORT");
    file.punches(0, 8 * K).was(202, "BREAKING");

    assertThat(worstCase(file, 4 * K, 4 * K)).isBetween(Duration.ofHours(2), LADDER.plusMinutes(1));
  }

  /** In the answer to the request, by itself and in a list. */
  private void isGrantedBy(Operation operation, @Nullable Instant expected) {
    String name = "estimatedGrantBy";
    String list = "/v1/operations?limit=1000&fileId=" + operation.requested().text("fileId");
    List<JsonNode> shown = new ArrayList<>(api.get(list).is(200).items());
    shown.removeIf(item -> !item.path("id").asString().equals(operation.id()));
    assertThat(shown).hasSize(1);
    shown.add(operation.now().body());
    shown.add(operation.requested().body());
    String text = expected == null ? null : expected.toString();
    assertThat(shown)
        .allSatisfy(each -> assertThat(each.path(name).asString(null)).isEqualTo(text));
  }

  @Test
  void operationsAreToldTheSameThatADryRunSays() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4 * K);
    Operation first = file.punches(0, 8 * K).was(202, "BREAKING");
    Operation second = file.punches(4 * K, 8 * K).was(202, "QUEUED");
    Operation third = file.punches(8 * K, 8 * K, "maxWait", "PT1H").was(202, "QUEUED");
    Operation last = file.punches(12 * K, 8 * K).was(202, "QUEUED");

    Instant fenced = first.requested().time("requestedAt").plus(LADDER);
    isGrantedBy(first, fenced);
    isGrantedBy(second, fenced.plusSeconds(60));
    isGrantedBy(third, null);
    isGrantedBy(last, third.requested().time("waitUntil"));
  }

  /** A fence ends all that a process holds, also where another operation waits for it. */
  @Test
  void theFenceOfAHolderForAnotherRangeIsCounted() {
    StoredFile file = scene.file(128 * K, "DAX");
    scene.holder(file, 0, 4 * K).pins(file, 64 * K, 4 * K);
    Operation first = file.punches(0, 4 * K).was(202, "BREAKING");
    Instant fenced = first.requested().time("requestedAt").plus(LADDER);
    Answer dryRun = file.asksToPunch(64 * K, 4 * K, "dryRun", true).is(200);
    Operation second = file.punches(64 * K, 4 * K).was(202, "BREAKING");

    assertThat(dryRun.duration("worstCaseWait")).isLessThan(LADDER);
    isGrantedBy(first, fenced);
    isGrantedBy(second, fenced);
    // Whatever else is on its page.
    String page = "/v1/operations?limit=1&fileId=" + file.id();
    Answer one = api.get(page).is(200);
    Answer other = api.get(page + "&cursor=" + one.text("nextCursor")).is(200);
    assertThat(List.of(one.items().getFirst(), other.items().getFirst()))
        .extracting(shown -> shown.path("estimatedGrantBy").asString())
        .containsOnly(fenced.toString());
  }

  @Test
  void theFenceOfAHolderForAShortPinIsCounted() {
    StoredFile file = scene.file(128 * K, "DAX");
    scene.holder(file, 64 * K, 4 * K).pins(file, 0, 4 * K, "term", "SHORT");
    Operation first = file.punches(0, 4 * K).was(202, "BREAKING");
    Instant fenced = first.requested().time("requestedAt").plus(LADDER);

    isGrantedBy(file.punches(64 * K, 4 * K).was(202, "BREAKING"), fenced);
  }

  @Test
  void nothingIsPromisedToWhoGivesUpAtThatMoment() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4 * K);
    isGrantedBy(file.punches(0, 4 * K, "maxWait", LADDER.toString()).was(202, "BREAKING"), null);
  }

  @Test
  void operationsBehindOneThatMayWaitForEverAreToldNothing() {
    StoredFile file = scene.policy("afterKill", "AWAIT_EXIT").file();
    scene.holder(file, 0, 4 * K);
    isGrantedBy(file.punches(0, 8 * K).was(202, "BREAKING"), null);
    isGrantedBy(file.punches(4 * K, 8 * K).was(202, "QUEUED"), null);
  }

  @Test
  void operationsThatWaitForShortPinsAreToldTheEndOfTheirWholeLadder() {
    StoredFile file = scene.file();
    scene.process().pins(file, 0, 4 * K, "term", "SHORT");
    Operation first = file.punches(0, 8 * K).was(202, "BREAKING");
    Operation second = file.punches(4 * K, 4 * K).was(202, "QUEUED");

    Instant fenced = first.requested().time("requestedAt").plus(LADDER);
    isGrantedBy(first, fenced);
    isGrantedBy(second, fenced.plusSeconds(60));
  }

  @Test
  void aShortPinThatNoTimeIsSetForMayStayForEver() {
    StoredFile file = scene.policy("leaseBreakTime", "PT0S").file();
    scene.process().pins(file, 0, 4 * K, "term", "SHORT");

    isGrantedBy(file.punches(0, 8 * K).was(202, "BREAKING"), null);
    isGrantedBy(file.punches(4 * K, 8 * K).was(202, "QUEUED"), null);
  }

  @Test
  void nothingIsPromisedWhereANodeAgentIsToReport() {
    StoredFile leased = scene.file();
    scene.holder(leased, 0, 4 * K);
    StoredFile brief = scene.file();
    scene.process().pins(brief, 0, 4 * K, "term", "SHORT");
    api.put("/v1/hosts/" + scene.host() + "/agent", "ttl", "PT10M").is(201);

    for (StoredFile file : List.of(leased, brief)) {
      assertThat(file.asksToTruncate(0, "dryRun", true).is(200).lacks("worstCaseWait")).isTrue();
      isGrantedBy(file.punches(0, 8 * K).was(202, "BREAKING"), null);
      promisesNothing(file.asksToPunch(4 * K, 8 * K, "dryRun", true));
      isGrantedBy(file.punches(4 * K, 8 * K).was(202, "QUEUED"), null);
    }
  }
}
