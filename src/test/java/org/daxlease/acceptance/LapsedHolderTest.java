package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** Where policy fences holders that missed their heartbeat, nobody waits for their ladder. */
class LapsedHolderTest extends Acceptance {

  @Test
  void holderThatLapsesWhileAnOperationWaitsIsFencedAtOnce() {
    StoredFile file = scene.policy("lapsedHolder", "FENCE", "leaseBreakTime", "PT1H").file();
    Holder p = lapsing(file);
    Operation truncate = file.truncates(0).was(202, "BREAKING");

    truncate.becomes("GRANTED");

    isFencedFor(truncate, p);
    assertThat(p.signalled()).containsExactly("SIGIO");
    assertThat(
            api.events("type=process.fenced&processId=" + p.id())
                .getFirst()
                .path("data")
                .path("reason")
                .asString())
        .isEqualTo("LAPSED");
  }

  @Test
  void operationThatJoinsTheBreakOfALapsedHolderNeedNotWaitForItsLadder() {
    StoredFile file = scene.policy("lapsedHolder", "FENCE", "leaseBreakTime", "PT1H").file();
    Holder p = lapsing(file);
    file.asksToTruncate(0, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");
    await().until(() -> p.now().flag("lapsed"));
    // Nobody waits: it keeps what it has (rule 8).
    assertThat(p.now().state()).isEqualTo("RUNNING");
    assertThat(p.pinNow().state()).isEqualTo("PINNED");

    Operation truncate = file.truncates(0).becomes("GRANTED");

    isFencedFor(truncate, p);
    assertThat(p.signalled()).containsExactly("SIGIO");
  }

  @Test
  void shortPinOfALapsedHolderIsNotWaitedForEither() {
    StoredFile file = scene.policy("lapsedHolder", "FENCE", "leaseBreakTime", "PT1H").file();
    Holder p = scene.process("heartbeatTtl", "PT2S").pins(file, 0, 4 * K, "term", "SHORT");
    p.beats();
    Operation truncate = file.truncates(0).was(202, "BREAKING");

    truncate.becomes("GRANTED");

    isFencedFor(truncate, p);
    assertThat(p.signalled()).isEmpty();
  }

  @Test
  void holderThatLapsesOnAFileWithTheLadderIsTreatedLikeEverybody() {
    StoredFile file = scene.policy("lapsedHolder", "LADDER", "leaseBreakTime", "PT1H").file();
    Holder p = lapsing(file);
    Operation truncate = file.truncates(0);

    lapsesAndIsWaitedFor(p, truncate);
  }

  /** A break keeps the policy of its start (rule 15). */
  @Test
  void breakThatBeganWithTheLadderFencesNobodyThoughThePolicyDoesByNow() {
    StoredFile file = scene.policy("leaseBreakTime", "PT1H").file();
    Holder p = lapsing(file);
    Operation truncate = file.truncates(0).was(202, "BREAKING");
    scene.policy("lapsedHolder", "FENCE");

    lapsesAndIsWaitedFor(p, truncate);
  }

  @Test
  void breakThatBeganUnderAPolicyThatFencesGoesOnSo() {
    StoredFile file = scene.policy("lapsedHolder", "FENCE", "leaseBreakTime", "PT1H").file();
    Holder p = lapsing(file);
    Operation truncate = file.truncates(0).was(202, "BREAKING");
    scene.policy("lapsedHolder", "LADDER", "leaseBreakTime", "PT1H");

    truncate.becomes("GRANTED");

    isFencedFor(truncate, p);
  }

  private void lapsesAndIsWaitedFor(Holder holder, Operation operation) {
    await().until(() -> holder.now().flag("lapsed"));

    scene.passes(
        Coordinator.time(api.events("type=process.lapsed&processId=" + holder.id()).getFirst())
            .plusMillis(300));

    operation.isStill("BREAKING");
    assertThat(holder.now().state()).isEqualTo("RUNNING");
  }

  private Holder lapsing(StoredFile file) {
    Holder holder = scene.process("heartbeatTtl", "PT2S").leases(file).pins(file, 0, 4 * K);
    holder.beats();
    return holder;
  }

  private static void isFencedFor(Operation operation, Holder holder) {
    assertThat(holder.now().state()).isEqualTo("KILLED");
    assertThat(operation.outcome()).isEqualTo("FENCED");
    assertThat(operation.now().flag("confirmed")).isFalse();
  }
}
