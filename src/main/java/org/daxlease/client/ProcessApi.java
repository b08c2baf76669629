package org.daxlease.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;

/** Processes and the node agents of their hosts. Refused with {@link ProblemException}. */
@HttpExchange(url = "/v1", accept = "application/json")
public interface ProcessApi {

  @PostExchange("/processes")
  ProcessInfo register(@RequestBody NewProcess process);

  @GetExchange("/processes/{id}")
  ProcessInfo process(@PathVariable UUID id);

  @GetExchange("/processes")
  Page<ProcessInfo> processes(
      @RequestParam(required = false) @Nullable String host,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam int limit,
      @RequestParam(required = false) @Nullable String cursor);

  @PostExchange("/processes/{id}/heartbeat")
  HeartbeatInfo beat(@PathVariable UUID id, @RequestBody HeartbeatInfo.Beat beat);

  /** Reports its exit. */
  @DeleteExchange("/processes/{id}")
  void exited(@PathVariable UUID id);

  @GetExchange("/hosts/{host}/agent")
  AgentInfo agent(@PathVariable String host);

  @PutExchange("/hosts/{host}/agent")
  AgentInfo renewAgent(@PathVariable String host, @RequestBody AgentInfo.SignOfLife sign);
}
