package org.daxlease.webhook.web;

import java.util.UUID;
import org.daxlease.coordination.web.ApiCall;
import org.daxlease.coordination.web.PageQuery;
import org.daxlease.coordination.web.json.EventIds;
import org.daxlease.webhook.DeliveryQueries;
import org.daxlease.webhook.DeliveryState;
import org.daxlease.webhook.DeliveryView;
import org.daxlease.webhook.RedeliveryService;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(
    path = WebhookController.PATH + "/{id}/deliveries",
    produces = MediaType.APPLICATION_JSON_VALUE)
class DeliveryController {

  private final DeliveryQueries deliveries;
  private final RedeliveryService redeliveries;

  DeliveryController(DeliveryQueries deliveries, RedeliveryService redeliveries) {
    this.deliveries = deliveries;
    this.redeliveries = redeliveries;
  }

  @GetMapping
  ResponseEntity<?> list(
      ApiCall call,
      @PathVariable UUID id,
      PageQuery page,
      @RequestParam @Nullable DeliveryState state) {
    return call.ok(
        deliveries
            .page(call.caller(), id, state, page.afterPosition(), page.rows())
            .map(found -> page.page(found, DeliveryView::id)));
  }

  @GetMapping("/{eventId}")
  ResponseEntity<?> get(ApiCall call, @PathVariable UUID id, @PathVariable String eventId) {
    return call.ok(deliveries.delivery(call.caller(), id, EventIds.position("eventId", eventId)));
  }

  @PostMapping("/{eventId}/redeliver")
  ResponseEntity<?> redeliver(ApiCall call, @PathVariable UUID id, @PathVariable String eventId) {
    long position = EventIds.position("eventId", eventId);
    return call.once(() -> call.ok(redeliveries.redeliver(call.caller(), id, position)));
  }
}
