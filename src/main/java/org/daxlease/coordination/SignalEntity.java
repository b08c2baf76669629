package org.daxlease.coordination;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.DeliveryPath;
import org.daxlease.protocol.SignalKind;
import org.jspecify.annotations.Nullable;

/** A signal that was sent; its id is the position of its journal entry. */
@Entity
@Table(name = "signal")
class SignalEntity {

  @Id long position;
  @Nullable UUID breakId;
  UUID processId = new UUID(0, 0);

  @Enumerated(EnumType.STRING)
  SignalKind kind = SignalKind.SIGIO;

  Instant sentAt = Instant.EPOCH;
  @Nullable Instant streamedAt;
  @Nullable Instant webhookAt;
  @Nullable Instant acknowledgedAt;

  protected SignalEntity() {}

  SignalEntity(long position, @Nullable UUID breakId, UUID processId, SignalKind kind, Instant at) {
    this.position = position;
    this.breakId = breakId;
    this.processId = processId;
    this.kind = kind;
    this.sentAt = at;
  }

  OperationView.SignalView view() {
    List<OperationView.DeliveryView> deliveries = new ArrayList<>();
    add(deliveries, DeliveryPath.STREAM, streamedAt);
    add(deliveries, DeliveryPath.WEBHOOK, webhookAt);
    add(deliveries, DeliveryPath.HEARTBEAT, acknowledgedAt);
    deliveries.sort(Comparator.comparing(OperationView.DeliveryView::at));
    return new OperationView.SignalView(kind, sentAt, Long.toString(position), deliveries);
  }

  private static void add(
      List<OperationView.DeliveryView> deliveries, DeliveryPath path, @Nullable Instant at) {
    if (at != null) {
      deliveries.add(new OperationView.DeliveryView(path, at));
    }
  }
}
