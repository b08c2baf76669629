package org.daxlease.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.daxlease.protocol.Scene.PAGE;
import static org.daxlease.protocol.Scene.accepted;
import static org.daxlease.protocol.Scene.code;
import static org.daxlease.protocol.Scene.pages;

import java.util.UUID;
import org.daxlease.protocol.Change.MappingUnmapped;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule 1: mappings are page-aligned and may reach beyond the end of file. */
class MappingRulesTest {

  private final Scene scene = Scene.dax();
  private final UUID p = scene.process();

  @Test
  void aMappingMayReachBeyondTheEndOfFile() {
    Mapping mapping = accepted(scene.map(p, pages(0, 1000), Protection.READ));
    assertThat(mapping.isMapped()).isTrue();
    assertThat(mapping.validEnd()).isEqualTo(1000L * PAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 4096, EINVAL",
    "0, 100, EINVAL",
    "0, 0, EINVAL",
    "-4096, 4096, EINVAL",
    "9223372036854771712, 4096, EOVERFLOW"
  })
  void aMappingIsAligned(long offset, long length, Errno code) {
    var asked = new MappingRules.NewMapping(p, offset, length, Protection.READ);
    assertThat(code(MappingRules.map(scene.state, asked, scene.now, UUID::randomUUID)))
        .isEqualTo(code);
  }

  @Test
  void mappingIsFineOverAClosedRange() {
    scene.asked(Asked.punch(pages(0, 4)));
    accepted(scene.map(p, pages(0, 4), Protection.READ_WRITE));
  }

  @Test
  void unmappingAgainIsFine() {
    UUID mapping = scene.mappingOf(p).id();
    scene.unmap(mapping);
    assertThat(scene.changes(MappingUnmapped.class))
        .singleElement()
        .satisfies(c -> assertThat(c.reason()).isEqualTo(EndReason.REQUEST));
    accepted(scene.unmap(mapping));
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void aGoneProcessMapsNothing() {
    UUID mapping = scene.mappingOf(p).id();
    scene.exit(p);
    assertThat(code(scene.map(p, pages(0, 1), Protection.READ))).isEqualTo(Errno.ESRCH);
    assertThat(code(scene.unmap(mapping))).isEqualTo(Errno.ESRCH);
    var stranger = new MappingRules.NewMapping(new UUID(8, 8), 0, 4096, Protection.READ);
    assertThat(code(MappingRules.map(scene.state, stranger, scene.now, UUID::randomUUID)))
        .isEqualTo(Errno.ENOENT);
  }

  @Test
  void aTruncateCutsMappingsAtTheEndOfTheLastPage() {
    scene.complete(scene.asked(Asked.truncate(2 * PAGE + 1)));
    assertThat(scene.mappingOf(p).validEnd()).isEqualTo(3L * PAGE);
    scene.complete(scene.asked(Asked.extend(10L * PAGE)));
    assertThat(scene.mappingOf(p).validEnd()).isEqualTo(3L * PAGE);
  }

  /** It may reach beyond the end of file, and be used there once the file has grown so far. */
  @Test
  void whatDoesNotShrinkTheFileCutsNothing() {
    long end = scene.mappingOf(p).validEnd();
    scene.complete(scene.asked(Asked.punch(pages(0, 1))));
    scene.complete(scene.asked(Asked.extend(20L * PAGE)));
    assertThat(scene.mappingOf(p).validEnd()).isEqualTo(end);
  }
}
