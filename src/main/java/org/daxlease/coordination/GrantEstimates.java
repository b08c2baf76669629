package org.daxlease.coordination;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.daxlease.protocol.GrantEstimator;
import org.daxlease.protocol.Operation;
import org.springframework.stereotype.Component;

/** Says of operations that wait when they are granted if no holder moves. */
@Component
class GrantEstimates {

  private final SliceLoader loader;

  GrantEstimates(SliceLoader loader) {
    this.loader = loader;
  }

  /** From what the request for it has read. */
  static Optional<Instant> of(Slice slice, UUID operationId, Instant now) {
    Operation operation = slice.state().operation(operationId);
    return operation == null
        ? Optional.empty()
        : grantBy(new GrantEstimator(slice.state(), now), operation);
  }

  /**
   * What was found out about several.
   *
   * @param grants when they are granted
   * @param shortPins that they, or those before them, wait for without breaking them
   */
  record Seen(Map<UUID, Instant> grants, List<PinEntity> shortPins) {}

  /** In a few queries for all of them; there is nothing about one that does not wait. */
  Seen of(Collection<OperationEntity> shown) {
    List<OperationEntity> waiting = shown.stream().filter(o -> o.state.isWaiting()).toList();
    if (waiting.isEmpty()) {
      return new Seen(Map.of(), List.of());
    }
    Set<UUID> ids = waiting.stream().map(o -> o.id).collect(Collectors.toSet());
    Set<UUID> files = waiting.stream().map(o -> o.fileId).collect(Collectors.toSet());
    SliceFetch.Opened seen = loader.open().look(files).execute();
    loader.queues(seen.slices(), o -> ids.contains(o.id()));
    Map<UUID, Instant> grants = new HashMap<>();
    List<PinEntity> shortPins = new ArrayList<>();
    loader.holdersWithAgents(seen.slices().values());
    for (Slice slice : seen.slices().values()) {
      var estimator = new GrantEstimator(slice.before, seen.now());
      slice.before.operations().stream()
          .filter(o -> ids.contains(o.id()))
          .forEach(o -> grantBy(estimator, o).ifPresent(at -> grants.put(o.id(), at)));
      shortPins.addAll(slice.pins.values());
    }
    return new Seen(grants, shortPins);
  }

  /** Nothing where it does not wait, any more or for long enough. */
  private static Optional<Instant> grantBy(GrantEstimator estimator, Operation operation) {
    Instant givenUp = operation.progress().timers().waitUntil();
    return operation.state().isWaiting()
        ? estimator.grantBy(operation).filter(at -> givenUp == null || at.isBefore(givenUp))
        : Optional.empty();
  }
}
