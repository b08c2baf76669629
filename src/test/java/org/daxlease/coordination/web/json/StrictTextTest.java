package org.daxlease.coordination.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictTextTest {

  @ParameterizedTest
  @CsvSource({
    "PT45S, 45000",
    "PT0S, 0",
    "P0D, 0",
    "PT0.001S, 1",
    "PT1.5S, 1500",
    "PT1M30S, 90000",
    "P1DT2H, 93600000",
    "PT0.100000000S, 100",
    "P3650D, 315360000000"
  })
  void durationIsReadInMilliseconds(String text, long millis) {
    assertThat(StrictText.duration(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "45",
        "45s",
        "P",
        "PT",
        "P1DT",
        "pt45s",
        "PT45s",
        "PT-1S",
        "-PT1S",
        "+PT1S",
        "PT+1S",
        " PT1S",
        "PT1S ",
        "PT1S\n",
        "P1W",
        "P1M",
        "P1Y",
        "PT1,5S",
        "PT.5S",
        "PT1.S",
        "PT1.5M",
        "PT0.0001S",
        "PT0.000000001S",
        "P3650DT0.001S",
        "P3651D",
        "PT999999999999999999H",
        "P999999999999999999D",
        "PT999999999999999999S",
        "PT9999999999999999999S",
        "PT١S"
      })
  void anyOtherDurationIsRefused(String text) {
    assertThatExceptionOfType(InvalidTextException.class)
        .isThrownBy(() -> StrictText.duration(text))
        .withMessageStartingWith("must ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e11",
        "0198F0A2-6C1E-7D55-B3C2-5F0A4F9D7E11",
        "00000000-0000-0000-0000-000000000000"
      })
  void uuidIsReadInItsCanonicalForm(String text) {
    assertThat(StrictText.uuid(text)).isEqualTo(UUID.fromString(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-1-1-1-1",
        "0198f0a26c1e7d55b3c25f0a4f9d7e11",
        "{0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e11}",
        "0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e1",
        "0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e111",
        "0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e1g",
        " 0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e11",
        "0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e11\n",
        "urn:uuid:0198f0a2-6c1e-7d55-b3c2-5f0a4f9d7e11"
      })
  void anyOtherUuidIsRefused(String text) {
    assertThatExceptionOfType(InvalidTextException.class).isThrownBy(() -> StrictText.uuid(text));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 4096, Long.MAX_VALUE, Long.MIN_VALUE})
  void integerIsReadInDecimal(long number) {
    assertThat(StrictText.integer(Long.toString(number))).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "+1",
        "01",
        "1.0",
        "1e3",
        "0x10",
        "#10",
        " 1",
        "1 ",
        "1_000",
        "--1",
        "-",
        "١",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "NaN",
        "1L"
      })
  void anyOtherIntegerIsRefused(String text) {
    assertThatExceptionOfType(InvalidTextException.class)
        .isThrownBy(() -> StrictText.integer(text))
        .withMessage("must be an integer from -9223372036854775808 to 9223372036854775807");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "TRUE", "yes", "on", "1", "0", "t", "null"})
  void booleanIsTrueOrFalse(String text) {
    assertThat(StrictText.bool("true")).isTrue();
    assertThat(StrictText.bool("false")).isFalse();
    assertThatExceptionOfType(InvalidTextException.class).isThrownBy(() -> StrictText.bool(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0", "\uD800", "a\uDC00b", "\uDC00\uD800"})
  void textThatNoDatabaseStoresIsRefused(String text) {
    assertThatExceptionOfType(InvalidTextException.class).isThrownBy(() -> StrictText.string(text));
  }

  @Test
  void textMayBeAnythingElse() {
    assertThat(StrictText.string("/mnt/pmem/ä€𝄞\t")).isEqualTo("/mnt/pmem/ä€𝄞\t");
  }

  @Test
  void printableTextHasNeitherControlsNorHalfPairsAndIsShort() {
    assertThat(StrictText.printable("a\0b\uD800c")).isEqualTo("a\uFFFDb\uFFFDc");
    assertThat(StrictText.printable("x".repeat(1000))).hasSize(64);
  }
}
