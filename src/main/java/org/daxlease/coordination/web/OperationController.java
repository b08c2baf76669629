package org.daxlease.coordination.web;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.daxlease.coordination.FileQueries;
import org.daxlease.coordination.OperationService;
import org.daxlease.coordination.OperationView;
import org.daxlease.coordination.RequestOperation;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.daxlease.protocol.BreakStage;
import org.daxlease.protocol.OnConflict;
import org.daxlease.protocol.Operation;
import org.daxlease.protocol.OperationKind;
import org.daxlease.protocol.OperationRules;
import org.daxlease.protocol.OperationState;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/v1/operations", produces = MediaType.APPLICATION_JSON_VALUE)
class OperationController {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final OperationService operations;
  private final FileQueries queries;
  private final OperationPolls polls;

  OperationController(OperationService operations, FileQueries queries, OperationPolls polls) {
    this.operations = operations;
    this.queries = queries;
    this.polls = polls;
  }

  record NewOperation(
      UUID fileId,
      OperationKind kind,
      @Nullable Long newSize,
      @Nullable Long offset,
      @Nullable Long length,
      @Nullable OnConflict onConflict,
      @Nullable Boolean autoComplete,
      @Nullable Boolean dryRun,
      @Nullable Duration maxWait,
      @Nullable Duration leaseBreakTime,
      @Nullable @Size(max = 256) String requester,
      @Nullable UUID requesterProcessId,
      @Nullable @Size(max = 1024) String reason) {

    RequestOperation command() {
      if (maxWait != null && maxWait.isZero()) {
        throw new InvalidFieldsException("maxWait", "must be at least PT0.001S");
      }
      var request =
          new Operation.Request(
              kind,
              new Operation.Arguments(newSize, offset, length),
              Objects.requireNonNullElse(onConflict, OnConflict.WAIT),
              new Operation.Wishes(
                  Boolean.TRUE.equals(autoComplete), leaseBreakTime, maxWait, requesterProcessId));
      return new RequestOperation(fileId, request, requester, reason);
    }
  }

  @PostMapping
  ResponseEntity<?> request(ApiCall call, @Body NewOperation body) {
    RequestOperation asked = body.command();
    return Boolean.TRUE.equals(body.dryRun())
        ? call.onceSafe(() -> call.ok(operations.dryRun(call.caller(), asked)))
        : call.once(() -> requested(call, asked));
  }

  /** 201 for what was granted at once, 202 for what waits. */
  private ResponseEntity<?> requested(ApiCall call, RequestOperation asked) {
    return call.answer(
        operations.request(call.caller(), asked),
        done ->
            ResponseEntity.status(
                    done.value().state().isWaiting() ? HttpStatus.ACCEPTED : HttpStatus.CREATED)
                .header("Location", "/v1/operations/" + done.value().id())
                .body(done.value()));
  }

  @GetMapping("/{id}")
  Object get(
      ApiCall call,
      @PathVariable UUID id,
      @RequestParam @Nullable Duration wait,
      @RequestParam @Nullable Long seen) {
    if (wait != null && wait.compareTo(LONGEST_WAIT) > 0) {
      throw new InvalidFieldsException("wait", "must be at most " + LONGEST_WAIT);
    }
    if (seen != null && seen < 0) {
      throw new InvalidFieldsException("seen", "must be 0 or more");
    }
    return wait == null || wait.isZero() ? polls.now(call, id) : polls.hold(call, id, wait, seen);
  }

  @GetMapping
  Page<OperationView> list(
      PageQuery page, @RequestParam @Nullable UUID fileId, @RequestParam @Nullable String state) {
    Set<OperationState> states =
        ControllerResponses.states(OperationState.class, state, Set.of(OperationState.values()));
    return page.page(queries.operations(fileId, states, page.window()), OperationView::id);
  }

  record Token(long token) {}

  @PostMapping("/{id}/complete")
  ResponseEntity<?> complete(ApiCall call, @PathVariable UUID id, @Body Token body) {
    return call.once(() -> call.ok(operations.complete(call.caller(), id, body.token())));
  }

  @PostMapping("/{id}/renew")
  ResponseEntity<?> renew(ApiCall call, @PathVariable UUID id, @Body Token body) {
    return call.once(() -> call.ok(operations.renew(call.caller(), id, body.token())));
  }

  record Expedite(@Nullable BreakStage stage, @NotBlank @Size(max = 1024) String reason) {}

  @PostMapping("/{id}/expedite")
  ResponseEntity<?> expedite(ApiCall call, @PathVariable UUID id, @Body Expedite body) {
    var how = new OperationRules.Expedite(body.stage(), body.reason());
    return call.once(() -> call.ok(operations.expedite(call.caller(), id, how)));
  }

  @DeleteMapping("/{id}")
  ResponseEntity<?> cancel(ApiCall call, @PathVariable UUID id) {
    return call.ok(operations.cancel(call.caller(), id));
  }
}
