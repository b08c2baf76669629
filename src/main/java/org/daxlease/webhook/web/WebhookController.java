package org.daxlease.webhook.web;

import jakarta.validation.constraints.Size;
import java.util.UUID;
import java.util.function.Supplier;
import org.daxlease.coordination.web.ApiCall;
import org.daxlease.coordination.web.Body;
import org.daxlease.coordination.web.Page;
import org.daxlease.coordination.web.PageQuery;
import org.daxlease.coordination.web.json.EventIds;
import org.daxlease.webhook.NewWebhook;
import org.daxlease.webhook.RedeliveryService;
import org.daxlease.webhook.WebhookService;
import org.daxlease.webhook.WebhookView;
import org.daxlease.webhook.http.ReceiverUrl;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = WebhookController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
class WebhookController {

  static final String PATH = "/v1/webhooks";

  private final WebhookService webhooks;
  private final RedeliveryService redeliveries;
  private final ReceiverUrl receivers;
  private final SecretAnswers secrets;

  WebhookController(
      WebhookService webhooks,
      RedeliveryService redeliveries,
      ReceiverUrl receivers,
      SecretAnswers secrets) {
    this.webhooks = webhooks;
    this.redeliveries = redeliveries;
    this.receivers = receivers;
    this.secrets = secrets;
  }

  @PostMapping
  ResponseEntity<?> create(ApiCall call, @Body WebhookBody body) {
    NewWebhook asked = body.checked(receivers);
    return revealed(
        call, () -> call.created(webhooks.create(call.caller(), asked), w -> PATH + "/" + w.id()));
  }

  @GetMapping
  Page<WebhookView> list(ApiCall call, PageQuery page) {
    return page.page(webhooks.list(call.caller(), page.afterId(), page.rows()), WebhookView::id);
  }

  @GetMapping("/{id}")
  ResponseEntity<?> get(ApiCall call, @PathVariable UUID id) {
    return call.ok(webhooks.get(call.caller(), id));
  }

  @DeleteMapping(path = "/{id}", produces = MediaType.ALL_VALUE)
  ResponseEntity<?> delete(ApiCall call, @PathVariable UUID id) {
    return call.noContent(webhooks.delete(call.caller(), id));
  }

  @PostMapping("/{id}/pause")
  ResponseEntity<?> pause(ApiCall call, @PathVariable UUID id) {
    return call.once(() -> call.ok(webhooks.pause(call.caller(), id)));
  }

  @PostMapping("/{id}/resume")
  ResponseEntity<?> resume(ApiCall call, @PathVariable UUID id) {
    return call.once(() -> call.ok(webhooks.resume(call.caller(), id)));
  }

  record NewSecret(@Nullable @Size(max = 256) String secret) {}

  @PostMapping("/{id}/rotate-secret")
  ResponseEntity<?> rotate(ApiCall call, @PathVariable UUID id, @Body @Nullable NewSecret body) {
    String chosen = body == null ? null : body.secret();
    return revealed(call, () -> call.ok(webhooks.rotate(call.caller(), id, chosen)));
  }

  record Sent(String eventId) {}

  @PostMapping("/{id}/test")
  ResponseEntity<?> test(ApiCall call, @PathVariable UUID id) {
    return call.once(() ->
        call.answer(
            webhooks.test(call.caller(), id),
            done ->
                ResponseEntity.status(HttpStatus.ACCEPTED)
                    .header(HttpHeaders.LOCATION, PATH + "/" + id + "/deliveries/" + done.value())
                    .body(new Sent(done.value()))));
  }

  record Since(String after) {}

  @PostMapping("/{id}/redeliver")
  ResponseEntity<?> redeliver(ApiCall call, @PathVariable UUID id, @Body Since body) {
    long after = EventIds.position("after", body.after());
    return call.once(() -> call.ok(redeliveries.redeliverAfter(call.caller(), id, after)));
  }

  /** The kept answer has its secret sealed; the one that goes out has it in clear. */
  private ResponseEntity<?> revealed(ApiCall call, Supplier<ResponseEntity<?>> command) {
    ResponseEntity<?> answer = call.once(command);
    return answer.getStatusCode().is2xxSuccessful()
        ? ResponseEntity.status(answer.getStatusCode())
            .headers(answer.getHeaders())
            .cacheControl(CacheControl.noStore())
            .body(secrets.open(answer.getBody()))
        : answer;
  }
}
