package org.daxlease.coordination.web;

import java.time.Duration;
import org.daxlease.coordination.AgentService;
import org.daxlease.coordination.Outcome;
import org.daxlease.protocol.Refusal;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Hosts, of which only their node agents are known. */
@RestController
@RequestMapping(path = "/v1/hosts/{host}", produces = MediaType.APPLICATION_JSON_VALUE)
class HostController {

  private final AgentService agents;

  HostController(AgentService agents) {
    this.agents = agents;
  }

  record SignOfLife(Duration ttl) {}

  @PutMapping("/agent")
  ResponseEntity<?> renew(ApiCall call, @PathVariable String host, @Body SignOfLife body) {
    return call.created(
        agents.renew(call.caller(), host, body.ttl()), _ -> "/v1/hosts/" + host + "/agent");
  }

  @GetMapping("/agent")
  ResponseEntity<?> get(ApiCall call, @PathVariable String host) {
    return call.ok(
        Outcome.of(agents.find(host), () -> new Refusal.NotFound("host", "agent of host", host)));
  }
}
