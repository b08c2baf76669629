package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.daxlease.UnderWay;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Tokens, completion, renewal, cancelling, and waiting for a grant. */
class GrantRulesTest extends Acceptance {

  @Autowired private MeterRegistry meters;

  @Test
  void grantCarriesATokenAndItsEnd() {
    Answer granted = scene.file().truncates(0).was(201, "GRANTED").requested();

    assertThat(granted.number("token")).isPositive();
    assertThat(granted.flag("confirmed")).isTrue();
    assertThat(Duration.between(granted.time("grantedAt"), granted.time("grantExpiresAt")))
        .isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void completingTwiceAnswersTheSame() {
    StoredFile file = scene.file();
    Operation truncate = file.truncates(0);
    long token = truncate.token();

    assertThat(truncate.asksToComplete(token).is(200).state()).isEqualTo("COMPLETED");
    assertThat(truncate.asksToComplete(token).is(200).state()).isEqualTo("COMPLETED");

    assertThat(file.events("operation.completed")).hasSize(1);
  }

  @Test
  void anyOtherTokenIsStale() {
    StoredFile file = scene.file();
    Operation truncate = file.truncates(0);
    long token = truncate.token();

    truncate.asksToComplete(token + 1).refused(409, "ESTALE");
    truncate.asksToRenew(token + 1).refused(409, "ESTALE");
    truncate.isStill("GRANTED");
    assertThat(file.size()).isEqualTo(64 * K);

    truncate.completes();
    truncate.asksToComplete(token + 1).refused(409, "ESTALE");
    truncate.asksToRenew(token).refused(409, "ESTALE");
  }

  @Test
  void tokenOfOneOperationIsNoUseToAnother() {
    StoredFile file = scene.file();
    Operation one = file.punches(0, 4 * K).was(201, "GRANTED");
    Operation two = file.punches(8 * K, 4 * K).was(201, "GRANTED");

    two.asksToComplete(one.token()).refused(409, "ESTALE");

    one.isStill("GRANTED");
    two.isStill("GRANTED");
  }

  @Test
  void waitingOperationCannotBeCompleted() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0).was(202, "BREAKING");

    truncate.asksToComplete(1).refused(409, "ESTALE");
    truncate.asksToRenew(1).refused(409, "ESTALE");

    truncate.isStill("BREAKING");
    assertThat(truncate.now().lacks("token")).isTrue();
  }

  @Test
  void renewExtendsTheGrantAndKeepsTheToken() {
    Operation truncate = scene.file().truncates(0);
    Answer before = truncate.requested();

    Answer renewed = truncate.asksToRenew(before.number("token")).is(200);

    assertThat(renewed.number("token")).isEqualTo(before.number("token"));
    assertThat(renewed.time("grantExpiresAt")).isAfter(before.time("grantExpiresAt"));
    assertThat(renewed.number("version")).isGreaterThan(before.number("version"));
  }

  @Test
  void cancellingAGrantReopensTheRange() {
    StoredFile file = scene.file();
    Operation truncate = file.truncates(0);
    long token = truncate.token();
    scene.process().asksToPin(file, 0, 4 * K).refusedAsClosed();

    truncate.cancels().isStill("CANCELLED");

    truncate.asksToComplete(token).refused(409, "ESTALE");
    scene.process().asksToPin(file, 0, 4 * K).is(201);
    assertThat(file.size()).isEqualTo(64 * K);
    assertThat(file.generation()).isEqualTo(1);
  }

  @Test
  void cancellingTwiceIsFineAndCancellingWhatIsDoneIsNot() {
    StoredFile file = scene.file();
    Operation one = file.truncates(4 * K).cancels();
    Operation two = file.truncates(4 * K).completes();

    assertThat(one.asksToCancel().is(200).state()).isEqualTo("CANCELLED");

    two.asksToCancel().refused(409, "ESTALE");
    two.isStill("COMPLETED");
    assertThat(file.events("operation.cancelled")).hasSize(1);
  }

  @Test
  void cancellingAQueuedOperationLetsTheNextOnePass() {
    StoredFile file = scene.file();
    Operation a = file.punches(0, 8 * K).was(201, "GRANTED");
    Operation b = file.punches(4 * K, 8 * K).was(202, "QUEUED");
    Operation c = file.punches(8 * K, 8 * K).was(202, "QUEUED");

    b.cancels();

    c.becomes("GRANTED");
    a.isStill("GRANTED");
    assertThat(c.token()).isGreaterThan(a.token());
  }

  @Test
  void queuedIsQueuedEvenIfHoldersAreInTheWayToo() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation first = file.punches(32 * K, 4 * K).was(201, "GRANTED");

    Operation second = file.truncates(0).was(202, "QUEUED");

    assertThat(p.signals()).anyMatch(s -> s.path("data").path("deadline").isString());
    first.completes();
    second.becomes("BREAKING");
    p.unpins();
    second.becomes("GRANTED");
  }

  @Test
  void operationsSideBySideAreGrantedTogether() {
    StoredFile file = scene.file();

    file.punches(0, 4 * K).was(201, "GRANTED");
    file.punches(4 * K, 4 * K).was(201, "GRANTED");
    file.punches(0, 8 * K).was(202, "QUEUED");
  }

  @Test
  void tokensRiseAndTheGenerationFollowsThem() {
    StoredFile file = scene.file();
    long last = 0;
    for (long size = 48 * K; size >= 0; size -= 16 * K) {
      Operation truncate = file.truncates(size);
      assertThat(truncate.token()).isGreaterThan(last);
      last = truncate.token();
      truncate.completes();
      assertThat(file.generation()).isEqualTo(last);
    }
  }

  @Test
  void lateCompletionOfAnOlderGrantDoesNotLowerTheGeneration() {
    StoredFile file = scene.file();
    Operation older = file.punches(0, 4 * K);
    Operation newer = file.punches(8 * K, 4 * K);
    long generation = newer.token();

    newer.completes();
    older.completes();

    assertThat(file.generation()).isEqualTo(generation);
  }

  @Test
  void readingIsNoLayoutChange() {
    StoredFile file = scene.file();

    file.requests("READ", "offset", 0, "length", 4 * K).completes();

    assertThat(file.generation()).isEqualTo(1);
  }

  @Test
  void secondOperationBreaksOnlyThePinsThatNoBreakHoldsYet() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    String first = p.pin();
    p.pins(file, 32 * K, 4 * K);
    Operation punch = file.punches(0, 4 * K).was(202, "BREAKING");

    Operation truncate = file.truncates(0).was(202, "QUEUED");

    assertThat(p.signalled()).containsExactly("SIGIO", "SIGIO");
    assertThat(pinOf(p, 0)).isEqualTo(first);
    assertThat(pinOf(p, 1)).isEqualTo(p.pin());
    assertThat(punch.breaks()).hasSize(1);
    assertThat(truncate.breaks()).hasSize(2);
    p.unpins(first);
    punch.becomes("GRANTED").completes();
    truncate.becomes("BREAKING");
    p.unpins();
    truncate.becomes("GRANTED");
  }

  @Test
  void exitOfTheRequesterCancelsWhatItWaitsFor() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Holder requester = scene.process();
    Operation truncate = file.truncates(0, "requesterProcessId", requester.id());

    requester.exits();

    truncate.becomes("CANCELLED");
    assertThat(truncate.now().text("cancelReason")).isEqualTo("REQUESTER_GONE");
    assertThat(p.leaseNow().state()).isEqualTo("HELD");
    scene.process().asksToPin(file, 0, 4 * K).is(201);
    file.asksToTruncate(0, "requesterProcessId", requester.id()).refused(410, "ESRCH");
  }

  @Test
  void grantSurvivesItsRequester() {
    StoredFile file = scene.file();
    Holder requester = scene.process();
    Operation truncate = file.truncates(0, "requesterProcessId", requester.id());

    requester.isFenced();

    truncate.isStill("GRANTED").completes();
    assertThat(file.size()).isZero();
  }

  @Test
  void longPollAnswersWhenWaitingIsOver() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0).was(202, "BREAKING");
    long version = truncate.requested().number("version");
    // No stream of a test before.
    await().until(() -> UnderWay.requests(meters) == 0);
    CompletableFuture<Answer> poll =
        CompletableFuture.supplyAsync(
            () -> api.get(truncate.path() + "?wait=PT60S&seen=" + version));
    await().until(() -> UnderWay.requests(meters) == 1);

    p.unpins();

    assertThat(poll.orTimeout(30, TimeUnit.SECONDS).join().is(200).state()).isEqualTo("GRANTED");
    assertThat(poll.join().number("version")).isGreaterThan(version);
  }

  /** Without {@code seen} only the end of the waiting is news. */
  @Test
  void heldPollThatHasSeenAVersionHearsOfTheNextStage() {
    StoredFile file = scene.policy("leaseBreakTime", "PT2S", "escalation", "SIGBUS_ONLY").file();
    scene.holder(file, 0, 4 * K);
    // No stream of a test before.
    await().until(() -> UnderWay.requests(meters) == 0);
    Operation truncate = file.truncates(0).was(202, "BREAKING");
    long version = truncate.requested().number("version");

    CompletableFuture<Answer> seeing = polls(truncate.path() + "?wait=PT60S&seen=" + version);
    CompletableFuture<Answer> waiting = polls(truncate.path() + "?wait=PT60S");

    Answer next = seeing.orTimeout(30, TimeUnit.SECONDS).join().is(200);
    assertThat(next.text("breaks.0.stage")).isEqualTo("SIGBUS");
    assertThat(next.number("version")).isGreaterThan(version);
    await().until(() -> UnderWay.requests(meters) == 1);
    assertThat(waiting).isNotDone();
    truncate.cancels();
    assertThat(waiting.orTimeout(30, TimeUnit.SECONDS).join().is(200).state())
        .isEqualTo("CANCELLED");
  }

  /** On a thread of its own: the common ones may be fewer than the polls. */
  private CompletableFuture<Answer> polls(String path) {
    return CompletableFuture.supplyAsync(() -> api.get(path), Thread::startVirtualThread);
  }

  @Test
  void longPollDoesNotHoldWhatIsNotWaitingOrNotSeen() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4 * K);
    Operation waiting = file.truncates(0).was(202, "BREAKING");
    Operation granted = scene.file().truncates(0);
    long waitingVersion = waiting.requested().number("version");
    long grantedVersion = granted.requested().number("version");

    // Each of these would take a minute if it were held, and the client gives up after that.
    Duration patience = Duration.ofSeconds(30);
    assertThat(
            CompletableFuture.supplyAsync(
                () -> api.get(waiting.path() + "?wait=PT60S&seen=" + (waitingVersion + 7))))
        .succeedsWithin(patience);
    assertThat(
            CompletableFuture.supplyAsync(
                () -> api.get(granted.path() + "?wait=PT60S&seen=" + grantedVersion)))
        .succeedsWithin(patience);
    assertThat(api.get(waiting.path() + "?wait=PT0S&seen=" + waitingVersion).is(200).state())
        .isEqualTo("BREAKING");
    assertThat(api.get(waiting.path() + "?wait=PT0.2S").is(200).state()).isEqualTo("BREAKING");
  }

  private static String pinOf(Holder holder, int signal) {
    return Json.at(holder.signals().get(signal), "data.pins.0.id").asString();
  }
}
