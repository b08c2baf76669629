package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pins in somebody's way. On a large file they may be more than fit into memory, let alone into
 * an answer: all are counted, by whose they are, and some are named.
 *
 * @param groups all of them
 * @param named the first that were found
 */
record PinsInTheWay(List<PinGroup> groups, List<PinEntity> named) {

  /** How many an answer names. */
  static final int MOST_NAMED = 10_000;

  /** Those that have all been read. */
  static PinsInTheWay all(Collection<PinEntity> pins) {
    return new PinsInTheWay(
        pins.stream().map(PinGroup::only).toList(), pins.stream().limit(MOST_NAMED).toList());
  }

  /** Whether each of them is named. */
  boolean isWhole() {
    return groups.stream().mapToLong(PinGroup::pins).sum() == named.size();
  }

  PinsInTheWay underLeases(Predicate<@Nullable UUID> which) {
    return new PinsInTheWay(
        groups.stream().filter(g -> which.test(g.leaseId())).toList(),
        named.stream().filter(p -> which.test(p.leaseId)).toList());
  }

  Set<UUID> processIds() {
    return ids(PinGroup::processId);
  }

  Set<UUID> leaseIds() {
    return ids(PinGroup::leaseId);
  }

  Set<UUID> breakIds() {
    return ids(PinGroup::breakId);
  }

  /** Also of the named, as whoever has unpinned since they were read is not counted. */
  private Set<UUID> ids(Function<PinGroup, @Nullable UUID> id) {
    return Stream.concat(groups.stream(), named.stream().map(PinGroup::only))
        .map(id)
        .flatMap(Stream::ofNullable)
        .collect(Collectors.toSet());
  }
}
