package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pair of states of everything that has states. */
class TransitionTablesTest {

  @Test
  void theTablesAreThoseOfTheDesign() {
    assertThat(table(PinState.values()))
        .isEqualTo(
            """
            PINNED -> UNPINNED REVOKED
            UNPINNED
            REVOKED
            """);
    assertThat(table(LeaseState.values()))
        .isEqualTo(
            """
            HELD -> BREAKING RELEASED REVOKED
            BREAKING -> HELD RELEASED BROKEN REVOKED
            RELEASED
            BROKEN
            REVOKED
            """);
    assertThat(table(OperationState.values()))
        .isEqualTo(
            """
            QUEUED -> BREAKING GRANTED CANCELLED REFUSED
            BREAKING -> GRANTED CANCELLED REFUSED
            GRANTED -> COMPLETED CANCELLED EXPIRED
            COMPLETED
            CANCELLED
            EXPIRED
            REFUSED
            """);
    assertThat(table(ProcessState.values()))
        .isEqualTo(
            """
            RUNNING -> EXITED KILLED
            EXITED
            KILLED
            """);
    assertThat(table(MappingState.values()))
        .isEqualTo(
            """
            MAPPED -> UNMAPPED
            UNMAPPED
            """);
    assertThat(table(BreakStage.values()))
        .isEqualTo(
            """
            SIGIO -> SIGIO SIGBUS SIGKILL
            SIGBUS -> SIGBUS SIGKILL
            SIGKILL -> SIGKILL
            """);
  }

  @ParameterizedTest
  @MethodSource
  void aLeaseGoesWhereItsTableSays(LeaseState from, LeaseState to) {
    var standing = new Lease.Standing(from, LeaseOrigin.EXPLICIT, false, 0, 7);
    if (from.mayBecome(to)) {
      assertThat(standing.become(to).state()).isEqualTo(to);
      assertThat(standing.become(to).epoch()).isEqualTo(8);
    } else {
      assertThatIllegalStateException().isThrownBy(() -> standing.become(to));
    }
  }

  static Stream<Arguments> aLeaseGoesWhereItsTableSays() {
    return pairs(LeaseState.values());
  }

  @ParameterizedTest
  @MethodSource
  void anOperationGoesWhereItsTableSays(OperationState from, OperationState to) {
    var progress = new Operation.Progress(from, null, Operation.Timers.NONE, 0, false);
    if (from.mayBecome(to)) {
      assertThat(progress.become(to).state()).isEqualTo(to);
    } else {
      assertThatIllegalStateException().isThrownBy(() -> progress.become(to));
    }
  }

  static Stream<Arguments> anOperationGoesWhereItsTableSays() {
    return pairs(OperationState.values());
  }

  @ParameterizedTest
  @MethodSource
  void aPinGoesWhereItsTableSays(PinState from, PinState to) {
    var standing = new Pin.Standing(from, null, null, false, false);
    if (from.mayBecome(to)) {
      assertThat(standing.become(to).state()).isEqualTo(to);
    } else {
      assertThatIllegalStateException().isThrownBy(() -> standing.become(to));
    }
  }

  static Stream<Arguments> aPinGoesWhereItsTableSays() {
    return pairs(PinState.values());
  }

  @ParameterizedTest
  @MethodSource
  void aProcessGoesWhereItsTableSays(ProcessState from, ProcessState to) {
    var process = new Process(new UUID(0, 1), from, false, false, null);
    if (from.mayBecome(to)) {
      assertThat(process.become(to).state()).isEqualTo(to);
    } else {
      assertThatIllegalStateException().isThrownBy(() -> process.become(to));
    }
  }

  static Stream<Arguments> aProcessGoesWhereItsTableSays() {
    return pairs(ProcessState.values());
  }

  @ParameterizedTest
  @MethodSource
  void aBreakClimbsAndNeverComesDown(BreakStage from, BreakStage to) {
    var ladder = new LeaseBreak.Ladder(from, null, null, 1, null);
    assertThat(from.mayBecome(to)).isEqualTo(to.compareTo(from) >= 0);
    if (from.mayBecome(to)) {
      assertThat(ladder.at(to, null).stage()).isEqualTo(to);
    } else {
      assertThatIllegalStateException().isThrownBy(() -> ladder.at(to, null));
    }
  }

  static Stream<Arguments> aBreakClimbsAndNeverComesDown() {
    return pairs(BreakStage.values());
  }

  @Test
  void aMappingIsUnmappedOnce() {
    var mapping =
        new Mapping(
            new UUID(0, 1),
            new UUID(0, 2),
            World.A,
            Protection.READ,
            World.A.end(),
            MappingState.UNMAPPED);
    assertThatIllegalStateException().isThrownBy(mapping::unmapped);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"HELD", "BREAKING"})
  void everyOtherStateOfALeaseIsFinal(LeaseState state) {
    assertThat(state.isFinal()).isTrue();
    assertThat(state.isLive()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"QUEUED", "BREAKING", "GRANTED"})
  void everyOtherStateOfAnOperationIsFinal(OperationState state) {
    assertThat(state.isFinal()).isTrue();
    assertThat(state.isUnfinished()).isFalse();
    assertThat(state.isWaiting()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"QUEUED", "BREAKING"})
  void anOperationWaitsUntilItIsGranted(OperationState state) {
    assertThat(state.isWaiting()).isTrue();
    assertThat(state.isUnfinished()).isTrue();
    assertThat(OperationState.GRANTED.isWaiting()).isFalse();
    assertThat(OperationState.GRANTED.isUnfinished()).isTrue();
  }

  private static Stream<Arguments> pairs(Enum<?>[] states) {
    return Stream.of(states).flatMap(from -> Stream.of(states).map(to -> Arguments.of(from, to)));
  }

  private static <S extends Enum<S> & Transitions<S>> String table(S[] states) {
    return Arrays.stream(states)
        .map(s -> s + (s.isFinal() ? "" : " -> " + inOrder(states, s.next())) + "\n")
        .collect(Collectors.joining());
  }

  private static <S> String inOrder(S[] states, Set<S> next) {
    return Arrays.stream(states)
        .filter(next::contains)
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }
}
