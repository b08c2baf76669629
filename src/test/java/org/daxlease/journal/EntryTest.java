package org.daxlease.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTest {

  private static final UUID FILE = UUID.fromString("01990000-0000-7000-8000-000000000001");

  @ParameterizedTest
  @ValueSource(strings = {"", "Pin.pinned", "pin.", ".pin", "pin pinned", "pin\npinned"})
  void typeIsADottedLowerCaseName(String type) {
    assertThatIllegalArgumentException().isThrownBy(() -> Entries.of(type));
  }

  @Test
  void typeFitsItsColumn() {
    assertThatIllegalArgumentException().isThrownBy(() -> Entries.of("t".repeat(65)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{\n}", "{\r}"})
  void dataIsAnObjectOnOneLine(String data) {
    assertThatIllegalArgumentException().isThrownBy(() -> Entries.withData("pin.pinned", data));
  }

  @Test
  void timeIsKeptToTheMicrosecond() {
    Instant nanos = Instant.parse("2026-01-02T03:04:05.123456789Z");

    Entry entry = new Entry("pin.pinned", nanos, null, Refs.none(), "{}");

    assertThat(entry.time()).isEqualTo("2026-01-02T03:04:05.123456Z");
  }

  @Test
  void publishedAsACloudEvent() {
    Entry entry =
        new Entry(
            "pin.pinned",
            Entries.TIME,
            "alice",
            Refs.file(FILE, "pmem0"),
            "{\"offset\":9223372036854775807}");

    String json =
        new Envelopes(new EventProperties("/daxlease")).json(new CommittedEntry(7, entry));

    assertThat(json)
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/daxlease\","
                + "\"type\":\"org.daxlease.pin.pinned\",\"subject\":\""
                + FILE
                + "\",\"time\":\"2026-01-02T03:04:05.678901Z\","
                + "\"datacontenttype\":\"application/json\","
                + "\"data\":{\"offset\":9223372036854775807}}");
  }

  @Test
  void eventAboutNoFileHasNoSubject() {
    String json =
        new Envelopes(new EventProperties("/daxlease"))
            .json(new CommittedEntry(7, Entries.of("process.registered")));

    assertThat(json).doesNotContain("subject").doesNotContain("null");
  }
}
