package org.daxlease.coordination.web;

import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.daxlease.coordination.BlockerQueries;
import org.daxlease.coordination.FileQueries;
import org.daxlease.coordination.LeaseView;
import org.daxlease.coordination.MappingView;
import org.daxlease.coordination.OperationView;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.PinView;
import org.daxlease.protocol.ByteRange;
import org.daxlease.protocol.LeaseState;
import org.daxlease.protocol.MappingState;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.PinState;
import org.daxlease.protocol.Ranges;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What there is of a file: live things, or those in a state. */
@RestController
@RequestMapping(path = "/v1/files/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class FileSubresourceController {

  private static final Set<MappingState> MAPPED = Set.of(MappingState.MAPPED);
  private static final Set<LeaseState> LIVE = LeaseState.live();
  private static final Set<PinState> PINNED = Set.of(PinState.PINNED);
  private static final Set<OperationState> UNFINISHED = OperationState.unfinished();

  private final FileQueries queries;
  private final BlockerQueries blockers;

  FileSubresourceController(FileQueries queries, BlockerQueries blockers) {
    this.queries = queries;
    this.blockers = blockers;
  }

  @GetMapping("/mappings")
  ResponseEntity<?> mappings(
      ApiCall call, @PathVariable UUID id, PageQuery page, @RequestParam @Nullable String state) {
    Set<MappingState> states = ControllerResponses.states(MappingState.class, state, MAPPED);
    return ofFile(
        call,
        id,
        () ->
            page.page(queries.mappings(call.caller(), id, states, page.window()), MappingView::id));
  }

  @GetMapping("/leases")
  ResponseEntity<?> leases(
      ApiCall call, @PathVariable UUID id, PageQuery page, @RequestParam @Nullable String state) {
    Set<LeaseState> states = ControllerResponses.states(LeaseState.class, state, LIVE);
    return ofFile(
        call,
        id,
        () -> page.page(queries.leases(call.caller(), id, states, page.window()), LeaseView::id));
  }

  @GetMapping("/pins")
  ResponseEntity<?> pins(
      ApiCall call, @PathVariable UUID id, PageQuery page, @RequestParam @Nullable String state) {
    Set<PinState> states = ControllerResponses.states(PinState.class, state, PINNED);
    return ofFile(
        call,
        id,
        () -> page.page(queries.pins(call.caller(), id, states, page.window()), PinView::id));
  }

  @GetMapping("/operations")
  ResponseEntity<?> operations(
      ApiCall call, @PathVariable UUID id, PageQuery page, @RequestParam @Nullable String state) {
    Set<OperationState> states =
        ControllerResponses.states(OperationState.class, state, UNFINISHED);
    return ofFile(
        call,
        id,
        () -> page.page(queries.operations(id, states, page.window()), OperationView::id));
  }

  @GetMapping("/blockers")
  ResponseEntity<?> blockers(
      ApiCall call,
      @PathVariable UUID id,
      @RequestParam @Nullable Long offset,
      @RequestParam @Nullable Long length) {
    long start = offset == null ? 0 : offset;
    long wanted = length == null ? Math.max(1, ByteRange.MAX - start) : length;
    Refusal refusal = Ranges.check(start, wanted);
    if (refusal != null) {
      return call.ok(Outcome.refused(refusal));
    }
    return ControllerResponses.found(
        call, blockers.blockers(id, ByteRange.of(start, wanted)), "file", id);
  }

  private ResponseEntity<?> ofFile(ApiCall call, UUID id, Supplier<Page<?>> page) {
    return ControllerResponses.found(call, queries.file(id).map(_ -> page.get()), "file", id);
  }
}
