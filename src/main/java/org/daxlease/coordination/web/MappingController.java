package org.daxlease.coordination.web;

import java.util.UUID;
import org.daxlease.coordination.MapFile;
import org.daxlease.coordination.MappingService;
import org.daxlease.coordination.ResourceQueries;
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
@RequestMapping(path = "/v1/mappings", produces = MediaType.APPLICATION_JSON_VALUE)
class MappingController {

  private final MappingService mappings;
  private final GatheredCommands gathered;
  private final ResourceQueries queries;

  MappingController(MappingService mappings, GatheredCommands gathered, ResourceQueries queries) {
    this.mappings = mappings;
    this.gathered = gathered;
    this.queries = queries;
  }

  @PostMapping
  ResponseEntity<?> map(ApiCall call, @Body MapFile asked) {
    return call.once(
        gathered.map(call.caller(), asked),
        outcome -> call.created(outcome, m -> "/v1/mappings/" + m.id()));
  }

  @GetMapping("/{id}")
  ResponseEntity<?> get(ApiCall call, @PathVariable UUID id) {
    return call.ok(queries.mapping(call.caller(), id));
  }

  @DeleteMapping(path = "/{id}", produces = MediaType.ALL_VALUE)
  ResponseEntity<?> unmap(ApiCall call, @PathVariable UUID id) {
    return call.noContent(mappings.unmap(call.caller(), id));
  }
}
