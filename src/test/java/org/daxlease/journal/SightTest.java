package org.daxlease.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import org.daxlease.journal.Sight.Breadth;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SightTest {

  private static final Refs FILE = Refs.file(new UUID(1, 1), "pmem0");
  private static final Refs ALICES = Refs.process(new UUID(1, 2), "n1").ownedBy("alice");

  private static final Entry[] ENTRIES = {
    Entries.about("file.registered", FILE),
    Entries.about("filesystem.changed", Refs.filesystem("pmem0")),
    Entries.about("operation.requested", FILE),
    Entries.about("process.registered", ALICES),
    Entries.about("pin.pinned", ALICES.withFile(new UUID(1, 1), "pmem0")),
    Entries.about("process.registered", Refs.process(new UUID(1, 3), "n2").ownedBy("bob")),
    Entries.about("filez.other", Refs.none())
  };

  /** One digit for each of the entries above. */
  @ParameterizedTest
  @CsvSource({
    "EVERYTHING,       ,   , 1111111",
    "ABOUT_FILES,      ,   , 1110100",
    "ABOUT_FILES, alice,   , 1111100",
    "FILES,            ,   , 1100000",
    "FILES,       alice,   , 1101100",
    "FILES,       alice, n2, 1101110",
    "NOTHING,          , n1, 0001100",
    "NOTHING,     carol,   , 0000000",
    "NOTHING,          ,   , 0000000"
  })
  void readerSeesWhatIsOpenToItAndWhatIsItsOwn(
      Breadth breadth, String owner, String host, String seen) {
    Sight sight = new Sight(breadth, owner, host == null ? Set.of() : Set.of(host));

    StringBuilder digits = new StringBuilder();
    for (Entry entry : ENTRIES) {
      digits.append(sight.sees(entry) ? '1' : '0');
    }
    assertThat(digits).hasToString(seen);
  }
}
