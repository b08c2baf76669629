package org.daxlease.webhook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The webhooks that this replica delivers. */
@Component
class DeliveryQueues {

  private final WebhookTables rows;
  private final Secrets secrets;
  private final Visibility visibility;
  private final RetrySchedule schedule;
  private final Map<UUID, DeliveryQueue> open = new ConcurrentHashMap<>();

  /** Webhooks to be read anew as soon as nothing is under way for them. */
  private final Set<UUID> again = ConcurrentHashMap.newKeySet();

  DeliveryQueues(
      WebhookTables rows, Secrets secrets, Visibility visibility, WebhookProperties properties) {
    this.rows = rows;
    this.secrets = secrets;
    this.visibility = visibility;
    this.schedule = new RetrySchedule(properties, RandomGenerator.getDefault());
  }

  boolean anyWebhook() {
    return rows.webhooks().any();
  }

  Collection<DeliveryQueue> all() {
    return open.values();
  }

  @Nullable DeliveryQueue get(UUID id) {
    return open.get(id);
  }

  /**
   * Reads webhooks of this replica that are not open; those that are not to be delivered to now are
   * left out. One that is closed is read once nothing is under way for it.
   */
  List<DeliveryQueue> load(List<UUID> ids, UUID replica) {
    List<UUID> absent = new ArrayList<>();
    for (UUID id : ids) {
      DeliveryQueue queue = open.get(id);
      if (queue == null) {
        absent.add(id);
      } else if (queue.isClosed()) {
        again.add(id);
      }
    }
    if (absent.isEmpty()) {
      return List.of();
    }
    Map<UUID, List<LaneRows.Row>> lanes = rows.lanes().of(absent);
    return rows.webhooks().find(absent).stream()
        .filter(w -> w.standing().state() == WebhookState.ACTIVE)
        .map(webhook -> {
          List<LaneRows.Row> own = lanes.getOrDefault(webhook.id(), List.of());
          var queue = new DeliveryQueue(webhook, endpoint(webhook, replica), own, schedule);
          open.put(webhook.id(), queue);
          return queue;
        })
        .toList();
  }

  private Endpoint endpoint(Webhook webhook, UUID replica) {
    return Endpoint.of(webhook, replica, secrets, visibility);
  }

  /** A command has changed a webhook of this replica; it may have to be loaded again. */
  List<DeliveryQueue> refresh(UUID id, UUID replica) {
    DeliveryQueue queue = open.get(id);
    if (queue == null) {
      return load(List.of(id), replica);
    }
    Optional<Webhook> row =
        rows.webhooks().find(id).filter(w -> w.standing().state() == WebhookState.ACTIVE);
    if (row.isEmpty()) {
      queue.close();
    } else if (queue.isClosed() || row.get().standing().epoch() != queue.endpoint().epoch()) {
      queue.close();
      again.add(id);
    } else {
      queue.become(endpoint(row.get(), queue.endpoint().replica()));
      queue.again(rows.lanes().of(List.of(id)).getOrDefault(id, List.of()));
    }
    return List.of();
  }

  /** Forgets a webhook of which nothing is under way; the answer is whether to load it again. */
  boolean forget(DeliveryQueue queue) {
    open.remove(queue.id(), queue);
    return again.remove(queue.id());
  }

  /** Another replica has them, or may have. */
  void closeAll() {
    open.values().forEach(DeliveryQueue::close);
    again.clear();
  }
}
