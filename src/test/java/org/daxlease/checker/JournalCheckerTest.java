package org.daxlease.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A checker that never complains proves nothing: each invariant, broken in several ways. */
class JournalCheckerTest {

  @Test
  void aGoodHistoryPasses() {
    Verdict verdict = GoodHistory.told().verdict();

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.ledger().pins()).isZero();
    assertThat(verdict.ledger().operations())
        .containsEntry("T1", "COMPLETED")
        .containsEntry("T2", "REFUSED")
        .containsEntry("T3", "EXPIRED");
    assertThat(verdict.ledger().processes())
        .containsEntry("P", "KILLED")
        .containsEntry("Q", "EXITED");
    assertThat(verdict.ledger().files()).containsEntry("F", new Ledger.Layout(64 * 1024, 5));
    assertThat(verdict.count("signal.sigbus")).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void aFalsifiedHistoryFails(Falsification falsification) {
    Verdict verdict = falsification.of(GoodHistory.told()).verdict();

    assertThat(verdict.violations())
        .as(verdict.toString())
        .extracting(Violation::invariant)
        .contains(falsification.breaks());
  }

  @ParameterizedTest
  @CsvSource({"coordinator, true", "olga, false"})
  void aGrantThatIsOverIsRenewedByTheCoordinatorAlone(String principal, boolean clean) {
    Story story = GoodHistory.told().at(1500);
    GoodHistory.operation(
        story,
        "renewed",
        "T3",
        "PUNCH_HOLE",
        "GRANTED",
        32 * 1024,
        4 * 1024,
        "token",
        3,
        "grantExpiresAt",
        Story.time(1510),
        "principal",
        principal);
    int expired = story.position("operation.expired", 1);
    story.moved(story.position("operation.renewed", 1), expired);
    story.retimed(expired + 1, expired + 1, 1510);

    assertThat(story.verdict().isClean()).as(story.verdict().toString()).isEqualTo(clean);
  }

  @Test
  void aViolationTellsWhereAndOfWhat() {
    Story story = Falsification.GRANTED_THOUGH_NOBODY_UNPINNED.of(GoodHistory.told());

    assertThat(story.verdict().violations())
        .contains(
            new Violation(
                Invariant.I1,
                story.position("operation.granted", 1),
                "PUNCH_HOLE T1 [0, 4096) is granted over the live pin A [0, 4096) of process P"));
  }

  /**
   * But those from which nothing follows: a policy, a tracepoint, that a fence had to wait, what
   * ends or comes last.
   */
  @Test
  void noEntryCanBeMissingUnseen() {
    assertThat(unseen(Story::without))
        .containsExactlyInAnyOrder(
            "filesystem.changed",
            "lease.conflict",
            "break.advanced",
            "operation.reopened",
            "operation.reopened",
            "operation.completed",
            "process.exited");
  }

  @Test
  void noEntryCanBeToldTwiceUnseen() {
    assertThat(unseen(Story::twice))
        .containsExactlyInAnyOrder("filesystem.changed", "lease.conflict", "agent.registered");
  }

  private interface AtPosition {
    Story change(Story story, int position);
  }

  private static List<String> unseen(AtPosition falsify) {
    return IntStream.rangeClosed(1, GoodHistory.told().size())
        .filter(i -> falsify.change(GoodHistory.told(), i).verdict().isClean())
        .mapToObj(i -> GoodHistory.told().type(i))
        .toList();
  }

  /** Moving entries between moments, or within one, is not moving time. */
  @Test
  void entriesOfTwoFilesMayStandInAnyOrderOfTime() {
    UnaryOperator<Story> another =
        story -> story.at(2400).entry("process.registered", "processId", "R", "state", "RUNNING");
    Story story = another.apply(GoodHistory.told());
    int registered = story.position("process.registered", 3);

    assertThat(story.retimed(registered, registered, 1).verdict().violations()).isEmpty();
  }
}
