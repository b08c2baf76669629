package org.daxlease.coordination;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.daxlease.protocol.Attendance;
import org.springframework.stereotype.Component;

/** How long the node agents of hosts are taken to be alive without a new sign of it (rule 16). */
@Component
class LivingAgents {

  private final AgentRepository agents;
  private final AttendanceService attendance;

  LivingAgents(AgentRepository agents, AttendanceService attendance) {
    this.agents = agents;
    this.attendance = attendance;
  }

  /** By host; a host that has never had an agent is missing. */
  Map<String, Instant> aliveUntil(Collection<String> hosts) {
    List<AgentEntity> found = agents.findByHostIn(hosts);
    if (found.isEmpty()) {
      return Map.of();
    }
    Attendance attended = attendance.read();
    return found.stream().collect(Collectors.toMap(a -> a.host, a -> a.aliveUntil(attended)));
  }
}
