package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {

  private static final long MAX = ByteRange.MAX;

  @ParameterizedTest
  @CsvSource({
    "0, 10, 10, 20, false",
    "0, 10, 9, 20, true",
    "10, 20, 0, 10, false",
    "10, 20, 0, 11, true",
    "0, 20, 5, 6, true",
    "5, 6, 0, 20, true",
    "0, 9223372036854775807, 9223372036854775806, 9223372036854775807, true",
    "0, 4096, 4096, 4096, false",
    "0, 0, 0, 10, false"
  })
  void rangesOverlapWhereTheyShareAByte(long a, long b, long c, long d, boolean overlap) {
    assertThat(new ByteRange(a, b).overlaps(new ByteRange(c, d))).isEqualTo(overlap);
    assertThat(new ByteRange(c, d).overlaps(new ByteRange(a, b))).isEqualTo(overlap);
  }

  @ParameterizedTest
  @CsvSource({"0, 10, true", "2, 8, true", "0, 11, false", "20, 21, false"})
  void containmentIncludesBothEnds(long start, long end, boolean contained) {
    assertThat(new ByteRange(0, 10).contains(new ByteRange(start, end))).isEqualTo(contained);
  }

  @Test
  void aRangeDoesNotContainWhatBeginsBeforeIt() {
    assertThat(new ByteRange(5, 10).contains(new ByteRange(4, 10))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, 4096",
    "100, 110, 0, 4096",
    "4095, 4097, 0, 8192",
    "4096, 8192, 4096, 8192",
    "0, 9223372036854775807, 0, 9223372036854775807",
    "9223372036854775806, 9223372036854775807, 9223372036854771712, 9223372036854775807",
    "9223372036854771711, 9223372036854771712, 9223372036854767616, 9223372036854771712",
    "9223372036854771712, 9223372036854771713, 9223372036854771712, 9223372036854775807"
  })
  void roundsOutwardToWholePages(long start, long end, long pageStart, long pageEnd) {
    assertThat(new ByteRange(start, end).roundOut(4096))
        .isEqualTo(new ByteRange(pageStart, pageEnd));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 4096",
    "4096, 4096",
    "9223372036854775807, 9223372036854775807",
    "9223372036854771713, 9223372036854775807",
    "9223372036854771712, 9223372036854771712"
  })
  void roundsUpToAPageBoundaryOrToTheEndOfAllRanges(long offset, long boundary) {
    assertThat(ByteRange.roundUp(offset, 4096)).isEqualTo(boundary);
  }

  @Test
  void theWholeFileEndsAtOffsetMax() {
    assertThat(ByteRange.WHOLE_FILE).isEqualTo(new ByteRange(0, Long.MAX_VALUE));
    assertThat(ByteRange.from(42)).isEqualTo(new ByteRange(42, MAX));
    assertThat(ByteRange.WHOLE_FILE.length()).isEqualTo(MAX);
  }

  @Test
  void emptyRangesAreRangesButOverlapNothing() {
    assertThat(new ByteRange(5, 5).isEmpty()).isTrue();
    assertThat(new ByteRange(5, 6).isEmpty()).isFalse();
    assertThat(ByteRange.from(MAX).overlaps(ByteRange.WHOLE_FILE)).isFalse();
  }

  @Test
  void theHullHoldsBoth() {
    assertThat(new ByteRange(5, 6).hull(new ByteRange(8, 9))).isEqualTo(new ByteRange(5, 9));
    assertThat(new ByteRange(8, 9).hull(new ByteRange(5, 6))).isEqualTo(new ByteRange(5, 9));
  }

  @Test
  void whatIsNoRangeCannotBeMade() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange(-1, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange(5, 4));
    assertThatThrownBy(() -> ByteRange.of(MAX, 1)).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, ",
    "0, 9223372036854775807, ",
    "9223372036854775806, 1, ",
    "-1, 1, EINVAL",
    "0, 0, EINVAL",
    "0, -1, EINVAL",
    "9223372036854775807, 1, EOVERFLOW",
    "1, 9223372036854775807, EOVERFLOW",
    "-1, 9223372036854775807, EINVAL"
  })
  void anOffsetAndALengthAreCheckedBeforeTheyAreARange(long offset, long length, Errno code) {
    Refusal refusal = Ranges.check(offset, length);
    assertThat(refusal == null ? null : refusal.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"0, 4096, ", "4096, 8192, ", "1, 4096, offset", "4096, 100, length"})
  void alignmentNamesTheFieldAtFault(long offset, long length, String field) {
    Refusal refusal = Ranges.aligned(offset, length, 4096);
    assertThat(refusal == null ? null : refusal.field().orElseThrow()).isEqualTo(field);
  }
}
