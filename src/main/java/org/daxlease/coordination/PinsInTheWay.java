package org.daxlease.coordination;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pins in somebody's way. On a large file they may be more than fit into memory, let alone into
 * an answer: all are counted, by what they have in common, and some are named.
 *
 * @param counts all of them
 * @param named some of them
 */
record PinsInTheWay(Map<PinGroup, Long> counts, List<PinEntity> named) {

  /** How many an answer names. */
  static final int MOST_NAMED = 10_000;

  /** Ends a query for enough of them to know whether they are more than that. */
  static final String FIRST_ROWS = " fetch first " + (MOST_NAMED + 1) + " rows only";

  /** Whether what such a query has found is all that there is. */
  static boolean isAll(List<PinEntity> first) {
    return first.size() <= MOST_NAMED;
  }

  /** Those that have been counted after the first were read: what has moved since is not named. */
  static PinsInTheWay counted(Map<PinGroup, Long> counts, List<PinEntity> first) {
    return new PinsInTheWay(
        counts,
        first.stream().filter(p -> counts.containsKey(PinGroup.of(p))).limit(MOST_NAMED).toList());
  }

  /** Those that have all been read. */
  static PinsInTheWay all(Collection<PinEntity> pins) {
    return new PinsInTheWay(count(pins), pins.stream().limit(MOST_NAMED).toList());
  }

  private static Map<PinGroup, Long> count(Collection<PinEntity> pins) {
    Map<PinGroup, Long> counts = new LinkedHashMap<>();
    pins.forEach(p -> counts.merge(PinGroup.of(p), 1L, Long::sum));
    return counts;
  }

  /** With others: all are counted, and the first so many of all are named. */
  PinsInTheWay and(Collection<PinEntity> others, int mostNamed) {
    Map<PinGroup, Long> all = new LinkedHashMap<>(counts);
    count(others).forEach((group, count) -> all.merge(group, count, Long::sum));
    return new PinsInTheWay(
        all, Stream.concat(named.stream(), others.stream()).limit(mostNamed).toList());
  }

  /** Whether each of them is named, where nobody can have moved one meanwhile. */
  boolean isWhole() {
    return counts.values().stream().mapToLong(Long::longValue).sum() == named.size();
  }

  Set<UUID> processIds() {
    return ids(PinGroup::processId);
  }

  Set<UUID> breakIds() {
    return ids(PinGroup::breakId);
  }

  private Set<UUID> ids(Function<PinGroup, @Nullable UUID> id) {
    return counts.keySet().stream().map(id).flatMap(Stream::ofNullable).collect(Collectors.toSet());
  }
}
