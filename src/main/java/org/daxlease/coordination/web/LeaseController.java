package org.daxlease.coordination.web;

import java.util.UUID;
import org.daxlease.coordination.ResourceQueries;
import org.daxlease.coordination.TakeLease;
import org.daxlease.coordination.gathering.GatheredCommands;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/v1/leases", produces = MediaType.APPLICATION_JSON_VALUE)
class LeaseController {

  private final GatheredCommands gathered;
  private final ResourceQueries queries;

  LeaseController(GatheredCommands gathered, ResourceQueries queries) {
    this.gathered = gathered;
    this.queries = queries;
  }

  @PostMapping
  ResponseEntity<?> take(ApiCall call, @Body TakeLease asked) {
    return call.once(
        gathered.take(call.caller(), asked),
        outcome -> call.created(outcome, l -> "/v1/leases/" + l.id()));
  }

  @GetMapping("/{id}")
  ResponseEntity<?> get(ApiCall call, @PathVariable UUID id) {
    return call.ok(queries.lease(call.caller(), id));
  }

  @DeleteMapping("/{id}")
  ResponseEntity<?> release(ApiCall call, @PathVariable UUID id) {
    return call.ok(gathered.release(call.caller(), id).carryOut());
  }
}
