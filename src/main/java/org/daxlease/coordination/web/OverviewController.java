package org.daxlease.coordination.web;

import org.daxlease.coordination.Overview;
import org.daxlease.coordination.OverviewQueries;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OverviewController {

  private final OverviewQueries queries;

  OverviewController(OverviewQueries queries) {
    this.queries = queries;
  }

  @GetMapping(path = "/v1/overview", produces = MediaType.APPLICATION_JSON_VALUE)
  Overview overview(ApiCall call) {
    return queries.overview(call.caller());
  }
}
