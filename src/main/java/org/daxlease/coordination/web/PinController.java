package org.daxlease.coordination.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.PinPages;
import org.daxlease.coordination.PinService;
import org.daxlease.coordination.PinView;
import org.daxlease.coordination.ResourceQueries;
import org.daxlease.coordination.gathering.GatheredCommands;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.Pin;
import org.daxlease.protocol.PinRules;
import org.daxlease.protocol.Term;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/v1/pins", produces = MediaType.APPLICATION_JSON_VALUE)
class PinController {

  private final PinService pins;
  private final GatheredCommands gathered;
  private final ResourceQueries queries;

  PinController(PinService pins, GatheredCommands gathered, ResourceQueries queries) {
    this.pins = pins;
    this.gathered = gathered;
    this.queries = queries;
  }

  record NewPin(UUID mappingId, long offset, long length, Access access, @Nullable Term term) {

    PinPages command() {
      Term lasting = Objects.requireNonNullElse(term, Term.LONGTERM);
      return new PinPages(mappingId, offset, length, new Pin.Use(access, lasting));
    }
  }

  @PostMapping
  ResponseEntity<?> pin(ApiCall call, @Body NewPin body) {
    return call.once(
        gathered.pin(call.caller(), body.command()),
        outcome -> call.created(outcome, p -> "/v1/pins/" + p.id()));
  }

  record Batch(@Size(min = 1, max = 1000) List<NewPin> items) {}

  /** What became of one item: the pin, or why there is none. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Item(@Nullable PinView pin, @Nullable Problem problem) {

    static Item of(Outcome<PinView> outcome) {
      return switch (outcome) {
        case Outcome.Done<PinView>(PinView pin, _) -> new Item(pin, null);
        case Outcome.Refused<PinView> refused -> new Item(null, Problem.of(refused));
      };
    }
  }

  record Items(List<Item> items) {}

  @PostMapping("/batch")
  ResponseEntity<?> batch(ApiCall call, @Body Batch body) {
    List<PinPages> asked = body.items().stream().map(NewPin::command).toList();
    return call.once(
        gathered.pins(call.caller(), asked),
        outcomes -> ResponseEntity.ok(new Items(outcomes.stream().map(Item::of).toList())));
  }

  @GetMapping("/{id}")
  ResponseEntity<?> get(ApiCall call, @PathVariable UUID id) {
    return call.ok(queries.pin(call.caller(), id));
  }

  @DeleteMapping(path = "/{id}", produces = MediaType.ALL_VALUE)
  ResponseEntity<?> unpin(ApiCall call, @PathVariable UUID id) {
    return call.noContent(gathered.unpin(call.caller(), id).carryOut());
  }

  record Part(long offset, long length) {}

  @PostMapping("/{id}/trim")
  ResponseEntity<?> trim(ApiCall call, @PathVariable UUID id, @Body Part body) {
    var part = new PinRules.ByteRangeRequest(body.offset(), body.length());
    return call.once(() -> call.ok(pins.trim(call.caller(), id, part)));
  }

  record Receiver(UUID processId, UUID mappingId) {}

  @PostMapping("/{id}/transfer")
  ResponseEntity<?> transfer(ApiCall call, @PathVariable UUID id, @Body Receiver body) {
    var to = new Pin.Place(body.processId(), body.mappingId());
    return call.once(() -> call.ok(pins.transfer(call.caller(), id, to)));
  }
}
