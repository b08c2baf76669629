package org.daxlease.coordination.web;

import java.util.UUID;
import org.daxlease.coordination.ResourceQueries;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Breaks, for those who deliver their signals. */
@RestController
class BreakController {

  private final ResourceQueries queries;

  BreakController(ResourceQueries queries) {
    this.queries = queries;
  }

  @GetMapping(path = "/v1/breaks/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<?> get(ApiCall call, @PathVariable UUID id) {
    return call.ok(queries.leaseBreak(call.caller(), id));
  }
}
