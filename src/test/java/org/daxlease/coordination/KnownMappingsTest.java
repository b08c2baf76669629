package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is remembered of mappings. */
class KnownMappingsTest {

  private static final int MOST = 10_000;

  private final KnownMappings known = new KnownMappings();

  @Test
  void saysOfWhomAndOfWhatThoseAreThatWereAdded() {
    MappingEntity one = mapping();
    MappingEntity other = mapping();
    known.add(List.of(one, other));

    assertThat(known.of(List.of(one.id, other.id)))
        .contains(Set.of(one.fileProcess(), other.fileProcess()));
  }

  @Test
  void saysNothingWhereOneOfThemHasToBeLookedUp() {
    MappingEntity one = mapping();
    known.add(List.of(one));

    assertThat(known.of(List.of(one.id, UUID.randomUUID()))).isEmpty();
  }

  @Test
  void forgetsWhatWasNotAskedForLongest() {
    List<MappingEntity> all = Stream.generate(KnownMappingsTest::mapping).limit(MOST).toList();
    known.add(all);
    known.of(List.of(all.getFirst().id));

    known.add(List.of(mapping()));

    assertThat(
            IntStream.range(0, MOST)
                .filter(i -> known.of(List.of(all.get(i).id)).isEmpty())
                .boxed())
        .containsExactly(1);
  }

  private static MappingEntity mapping() {
    var mapping = new MappingEntity();
    mapping.id = UUID.randomUUID();
    mapping.fileId = UUID.randomUUID();
    mapping.processId = UUID.randomUUID();
    return mapping;
  }
}
