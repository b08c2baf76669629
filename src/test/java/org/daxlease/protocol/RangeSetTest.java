package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeSetTest {

  private static ByteRange range(String text) {
    return RangeSet.parse(text).ranges().getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "     ; 5-6  ; 5-6",
        "1-2  ; 5-6  ; 1-2,5-6",
        "5-6  ; 1-2  ; 1-2,5-6",
        "1-2  ; 2-3  ; 1-3",
        "1-4  ; 2-3  ; 1-4",
        "1-2,4-5,8-9 ; 2-4 ; 1-5,8-9",
        "1-2,4-5 ; 0-9223372036854775807 ; 0-9223372036854775807"
      })
  void rangesThatMeetAreOne(String before, String added, String after) {
    RangeSet set = RangeSet.parse(before).with(range(added));

    assertThat(set.text()).isEqualTo(after);
    assertThat(RangeSet.parse(set.text())).isEqualTo(set);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1-4     ; 4-9 ; 1-4",
        "1-4     ; 2-3 ; 1-2,3-4",
        "1-4     ; 0-2 ; 2-4",
        "1-4     ; 3-8 ; 1-3",
        "1-4     ; 1-3 ; 3-4",
        "1-4     ; 3-4 ; 1-3",
        "1-4,6-8 ; 2-7 ; 1-2,7-8",
        "1-4,6-8 ; 0-9 ; "
      })
  void whatIsTakenOutIsGone(String before, String removed, String after) {
    assertThat(RangeSet.parse(before).without(range(removed)).text()).isEqualTo(after);
  }

  @Test
  void setsOverlapWhereOneOfTheirRangesDoes() {
    RangeSet set = RangeSet.parse("1-2,5-6");

    assertThat(set.overlaps(range("2-5"))).isFalse();
    assertThat(set.overlaps(range("2-6"))).isTrue();
    assertThat(RangeSet.EMPTY.overlaps(ByteRange.WHOLE_FILE)).isFalse();
  }

  @Test
  void tooManyBecomeFewerWithoutLosingAny() {
    RangeSet set = RangeSet.EMPTY.with(range("5-6"));
    for (long i = 1; i < 2 * RangeSet.MOST; i++) {
      set = set.with(ByteRange.of(i * 100, 1));
    }
    set = set.without(range("0-1"));

    assertThat(set.ranges()).hasSize(RangeSet.MOST);
    for (long i = 1; i < 2 * RangeSet.MOST; i++) {
      assertThat(set.overlaps(ByteRange.of(i * 100, 1))).isTrue();
    }
    assertThat(set.text()).hasSizeLessThan(4096);
  }

  @Test
  void manyLongNumbersHaveRoomInTheirColumn() {
    RangeSet set = RangeSet.EMPTY;
    for (long i = 0; i < RangeSet.MOST; i++) {
      set = set.with(ByteRange.of(ByteRange.MAX - 4096 - i * 8192, 4096));
    }
    assertThat(set.ranges()).hasSize(RangeSet.MOST);
    assertThat(set.text()).hasSizeLessThan(4096);
  }

  /** As little as possible is taken for what it is not. */
  @Test
  void ofTooManyTheClosestAreJoined() {
    RangeSet set = RangeSet.EMPTY;
    for (long i = 0; i < RangeSet.MOST; i++) {
      set = set.with(ByteRange.of(i * 100, 1));
    }
    long last = (RangeSet.MOST - 1) * 100L;
    set = set.with(ByteRange.of(last - 10, 1));

    assertThat(set.ranges()).hasSize(RangeSet.MOST);
    assertThat(set.ranges().getLast()).isEqualTo(new ByteRange(last - 10, last + 1));
    assertThat(set.ranges().getFirst()).isEqualTo(ByteRange.of(0, 1));
  }

  @Test
  void aHoleDoesNotMakeTooManyOfThem() {
    RangeSet set = RangeSet.EMPTY;
    for (long i = 0; i < RangeSet.MOST; i++) {
      set = set.with(ByteRange.of(i * 100, 10));
    }
    set = set.without(ByteRange.of(4, 2));

    assertThat(set.ranges()).hasSize(RangeSet.MOST);
  }
}
