package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Scene.PAGE;
import static org.daxlease.protocol.Scene.SIZE;
import static org.daxlease.protocol.Scene.accepted;
import static org.daxlease.protocol.Scene.code;
import static org.daxlease.protocol.Scene.pages;
import static org.daxlease.protocol.Scene.refused;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Rules 6 and 7: what may be asked for, which range it affects and what it needs there. */
class RequestRulesTest {

  private final Scene scene = Scene.dax();

  @ParameterizedTest
  @CsvSource({
    "READ,            , 0, 100,       0, 100, PASSING",
    "WRITE,           , 5, 10,        5, 15, PASSING",
    "WRITEBACK,       , , ,           0, 9223372036854775807, PASSING",
    "WRITEBACK,       , 4096, ,       4096, 9223372036854775807, PASSING",
    "WRITEBACK,       , , 4096,       0, 4096, PASSING",
    "EXTEND, 65537,   , ,             65536, 9223372036854775807, GROWING",
    "TRUNCATE, 65536, , ,             65536, 9223372036854775807, GROWING",
    "TRUNCATE, 99999, , ,             65536, 9223372036854775807, GROWING",
    "TRUNCATE, 65535, , ,             65535, 9223372036854775807, HARD",
    "TRUNCATE, 0,     , ,             0, 9223372036854775807, HARD",
    "PUNCH_HOLE,      , 10, 20,       10, 30, HARD",
    "PUNCH_HOLE,      , 999999, 20,   999999, 1000019, HARD",
    "ZERO_RANGE,      , 10, 20,       10, 30, HARD",
    "COLLAPSE_RANGE,  , 4096, 8192,   4096, 9223372036854775807, HARD",
    "INSERT_RANGE,    , 4096, 8192,   4096, 9223372036854775807, HARD",
    "UNLINK,          , , ,           0, 9223372036854775807, HARD"
  })
  void eachKindHasItsRangeAndItsCase(
      OperationKind kind,
      @Nullable Long newSize,
      @Nullable Long offset,
      @Nullable Long length,
      long start,
      long end,
      OperationCase need) {
    Operation operation = accepted(scene.ask(Asked.of(kind, newSize, offset, length)));
    assertThat(operation.extent()).isEqualTo(new Operation.Extent(new ByteRange(start, end), need));
    assertThat(operation.state()).isEqualTo(OperationState.GRANTED);
  }

  @ParameterizedTest
  @CsvSource({
    "TRUNCATE, , , ,             newSize",
    "TRUNCATE, -1, , ,           newSize",
    "TRUNCATE, 1, 0, ,           offset",
    "TRUNCATE, 1, , 5,           length",
    "EXTEND, , , ,               newSize",
    "EXTEND, 65536, , ,          newSize",
    "EXTEND, 5, , ,              newSize",
    "PUNCH_HOLE, 5, 0, 5,        newSize",
    "PUNCH_HOLE, , , 5,          offset",
    "PUNCH_HOLE, , 5, ,          length",
    "PUNCH_HOLE, , 0, 0,         length",
    "PUNCH_HOLE, , -1, 5,        offset",
    "ZERO_RANGE, , 0, -5,        length",
    "READ, , , ,                 offset",
    "WRITE, 1, 0, 1,             newSize",
    "WRITEBACK, 1, , ,           newSize",
    "WRITEBACK, , -1, ,          offset",
    "WRITEBACK, , 0, 0,          length",
    "UNLINK, 1, , ,              newSize",
    "UNLINK, , 0, ,              offset",
    "UNLINK, , , 1,              length",
    "COLLAPSE_RANGE, , 1, 4096,  offset",
    "COLLAPSE_RANGE, , 0, 1,     length",
    "COLLAPSE_RANGE, , 0, 65536, length",
    "INSERT_RANGE, , 1, 4096,    offset",
    "INSERT_RANGE, , 0, 1,       length",
    "INSERT_RANGE, , 65536, 4096, offset"
  })
  void aRequestThatMakesNoSenseIsEinvalAndNamesTheField(
      OperationKind kind,
      @Nullable Long newSize,
      @Nullable Long offset,
      @Nullable Long length,
      String field) {
    Refusal refusal = refused(scene.ask(Asked.of(kind, newSize, offset, length)));
    assertThat(refusal.code()).isEqualTo(Errno.EINVAL);
    assertThat(refusal.field()).contains(field);
    assertThat(scene.changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PUNCH_HOLE, 9223372036854775807, 1",
    "PUNCH_HOLE, 1, 9223372036854775807",
    "READ, 2, 9223372036854775806",
    "WRITEBACK, 2, 9223372036854775806",
    "INSERT_RANGE, 4096, 9223372036854767616"
  })
  void beyondOffsetMaxIsEoverflow(OperationKind kind, long offset, long length) {
    assertThat(code(scene.ask(Asked.of(kind, null, offset, length)))).isEqualTo(Errno.EOVERFLOW);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void theLastPossibleByteCanBePunched() {
    accepted(scene.ask(Asked.of(OperationKind.PUNCH_HOLE, null, ByteRange.MAX - 1, 1L)));
    accepted(scene.ask(Asked.of(OperationKind.EXTEND, ByteRange.MAX, null, null)));
  }

  @ParameterizedTest
  @EnumSource(names = {"READ", "WRITE", "WRITEBACK"})
  void theEasyCaseIsGrantedAtOnceOverEverything(OperationKind kind) {
    UUID p = scene.process();
    scene.leasedPin(p, pages(0, 4));
    scene.asked(Asked.punch(pages(0, 4)));
    Operation operation = accepted(scene.ask(Asked.over(kind, pages(0, 4))));
    assertThat(operation.state()).isEqualTo(OperationState.GRANTED);
    assertThat(scene.signals()).isEmpty();
  }

  @Test
  void anEasyCaseClosesNothing() {
    UUID p = scene.process();
    scene.asked(Asked.over(OperationKind.WRITE, pages(0, 4)));
    accepted(scene.pin(p, pages(0, 4)));
    assertThat(scene.stateOf(scene.asked(Asked.over(OperationKind.READ, pages(0, 4)))))
        .isEqualTo(OperationState.GRANTED);
  }

  @Test
  void growingDisturbsNobodyButWaitsForAnEarlierOperation() {
    UUID p = scene.process();
    scene.leasedPin(p, pages(15, 16));
    UUID punch = scene.asked(Asked.punch(new ByteRange(SIZE, SIZE + 1)));
    UUID extend = scene.asked(Asked.extend(2 * SIZE));
    assertThat(scene.stateOf(extend)).isEqualTo(OperationState.QUEUED);
    assertThat(scene.signals()).isEmpty();
    scene.complete(punch);
    assertThat(scene.stateOf(extend)).isEqualTo(OperationState.GRANTED);
    scene.complete(extend);
    assertThat(scene.state.file().size()).isEqualTo(2 * SIZE);
  }

  @Test
  void growingIsGrantedOverAPinOfTheLastPage() {
    scene.complete(scene.asked(Asked.truncate(SIZE - 10)));
    UUID p = scene.process();
    scene.leasedPin(p, pages(15, 16));
    UUID extend = scene.asked(Asked.extend(2 * SIZE));
    assertThat(scene.stateOf(extend)).isEqualTo(OperationState.GRANTED);
    assertThat(scene.signals()).isEmpty();
  }

  @Test
  void anExtendNeverShrinksTheFile() {
    UUID far = scene.asked(Asked.extend(4 * SIZE));
    UUID near = scene.asked(Asked.extend(2 * SIZE));
    scene.complete(far);
    scene.complete(near);
    assertThat(scene.state.file().size()).isEqualTo(4 * SIZE);
  }

  @Test
  void caseAndRangeAreFixedAtTheRequest() {
    UUID cut = scene.asked(Asked.truncate(PAGE));
    UUID grow = scene.asked(Asked.truncate(SIZE));
    scene.complete(cut);
    assertThat(scene.operation(grow).extent().need()).isEqualTo(OperationCase.GROWING);
    assertThat(scene.operation(grow).affected()).isEqualTo(ByteRange.from(SIZE));
  }

  @Test
  void collapsingShrinksAndInsertingGrowsTheFile() {
    scene.complete(scene.asked(Asked.over(OperationKind.COLLAPSE_RANGE, pages(0, 2))));
    assertThat(scene.state.file().size()).isEqualTo(SIZE - 2 * PAGE);
    scene.complete(scene.asked(Asked.over(OperationKind.INSERT_RANGE, pages(0, 3))));
    assertThat(scene.state.file().size()).isEqualTo(SIZE + PAGE);
    scene.complete(scene.asked(Asked.punch(pages(0, 3))));
    assertThat(scene.state.file().size()).isEqualTo(SIZE + PAGE);
  }

  /** The size behind an operation that waited for a truncate. */
  private long sizeAfter(OperationKind kind, ByteRange range, long cutTo) {
    UUID cut = scene.asked(Asked.truncate(cutTo));
    UUID queued = scene.asked(Asked.over(kind, range));
    scene.complete(cut);
    scene.complete(queued);
    return scene.state.file().size();
  }

  @Test
  void collapsingWhatAnotherHasCutAwayLeavesNothing() {
    assertThat(sizeAfter(OperationKind.COLLAPSE_RANGE, pages(0, 8), PAGE)).isZero();
  }

  /** What lies before a range is neither closed for it nor changed by it. */
  @Test
  void collapsingTakesOutOnlyWhatIsStillThere() {
    assertThat(sizeAfter(OperationKind.COLLAPSE_RANGE, pages(2, 7), 3 * PAGE)).isEqualTo(2 * PAGE);
  }

  @Test
  void nothingIsInsertedBehindTheEnd() {
    assertThat(sizeAfter(OperationKind.INSERT_RANGE, pages(2, 4), PAGE)).isEqualTo(PAGE);
  }

  @ParameterizedTest
  @EnumSource(names = {"PUNCH_HOLE", "ZERO_RANGE", "COLLAPSE_RANGE", "INSERT_RANGE"})
  void onDaxOnlyTruncateOfTheHardKindsCanCompleteByItself(OperationKind kind) {
    assertThat(code(scene.ask(Asked.over(kind, pages(0, 1)).completing())))
        .isEqualTo(Errno.EOPNOTSUPP);
    assertThat(accepted(Scene.pageCache().ask(Asked.over(kind, pages(0, 1)).completing())).state())
        .isEqualTo(OperationState.COMPLETED);
  }

  @Test
  void unlinkCannotCompleteByItselfOnDaxButTruncateAndEasyKindsCan() {
    assertThat(code(scene.ask(Asked.unlink().completing()))).isEqualTo(Errno.EOPNOTSUPP);
    assertThat(accepted(scene.ask(Asked.truncate(0).completing())).state())
        .isEqualTo(OperationState.COMPLETED);
    assertThat(scene.state.file().size()).isZero();
    assertThat(accepted(scene.ask(Asked.extend(5).completing())).state())
        .isEqualTo(OperationState.COMPLETED);
    assertThat(
            accepted(scene.ask(Asked.over(OperationKind.READ, pages(0, 1)).completing())).state())
        .isEqualTo(OperationState.COMPLETED);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"TRUNCATE", "EXTEND"})
  void onlyTruncateAndExtendTakeASize(OperationKind kind) {
    assertThat(kind.takesSize()).isFalse();
    Long place = kind.takesRange() ? (long) PAGE : null;
    assertThat(refused(scene.ask(Asked.of(kind, 5L, place, place))).field()).contains("newSize");
  }

  @Test
  void theRequesterMustRun() {
    UUID p = scene.process();
    scene.exit(p);
    assertThat(code(scene.ask(Asked.truncate(-1).by(p)))).isEqualTo(Errno.ESRCH);
    assertThat(code(scene.ask(Asked.truncate(0).by(new UUID(8, 8))))).isEqualTo(Errno.ENOENT);
    assertThat(code(scene.ask(Asked.truncate(-1).by(new UUID(8, 8))))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void nothingIsInsertedAtTheEndEither() {
    assertThat(sizeAfter(OperationKind.INSERT_RANGE, pages(2, 4), 2 * PAGE)).isEqualTo(2 * PAGE);
  }

  @ParameterizedTest
  @EnumSource(names = {"NOWAIT", "FAIL"})
  void growingIsNotRefusedForAPinOfTheLastPage(OnConflict onConflict) {
    scene.complete(scene.asked(Asked.truncate(SIZE - 10)));
    scene.leasedPin(scene.process(), pages(15, 16));
    var asked = Asked.extend(2 * SIZE).request();
    var request =
        new Operation.Request(asked.kind(), asked.arguments(), onConflict, asked.wishes());
    assertThat(scene.stateOf(scene.asked(new Asked(request)))).isEqualTo(OperationState.GRANTED);
  }

  @Test
  void anInsertMayFillAllThatAFileCanHold() {
    scene.complete(scene.asked(Asked.extend(ByteRange.MAX - PAGE)));
    scene.complete(scene.asked(Asked.over(OperationKind.INSERT_RANGE, pages(0, 1))));
    assertThat(scene.state.file().size()).isEqualTo(ByteRange.MAX);
  }
}
