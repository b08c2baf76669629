package org.daxlease.agent;

import java.time.Duration;
import org.daxlease.client.AgentInfo;
import org.daxlease.client.ProblemException;
import org.daxlease.client.ProcessApi;
import org.daxlease.client.UnreachableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service that this host has an agent, as long as that hears the service. There is no
 * signing off: an agent that is restarted does not leave its host's processes to the fence.
 */
final class AgentRenewer {

  private static final Logger log = LoggerFactory.getLogger(AgentRenewer.class);
  private static final Duration LISTENING = Duration.ofMillis(100);

  private final ProcessApi service;
  private final AgentSettings settings;
  private final StreamLiveness liveness;

  AgentRenewer(ProcessApi service, AgentSettings settings, StreamLiveness liveness) {
    this.service = service;
    this.settings = settings;
    this.liveness = liveness;
  }

  void run(AgentLifecycle lifecycle) {
    int failures = 0;
    while (!lifecycle.isOver()) {
      if (!liveness.isGood()) {
        lifecycle.rest(LISTENING);
        continue;
      }
      try {
        service.renewAgent(settings.host(), new AgentInfo.SignOfLife(settings.ttl()));
        failures = 0;
        lifecycle.rest(settings.ttl().dividedBy(3));
      } catch (UnreachableException | ProblemException e) {
        if (ProblemException.isFinal(e)) {
          log.error("The service does not take this host's agent: {}", e.getMessage());
        }
        lifecycle.rest(AgentLifecycle.pause(failures++));
      }
    }
  }
}
