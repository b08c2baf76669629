package org.daxlease.coordination;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** Puts into each slice until when the agents of such processes of it are alive. */
  void put(Collection<Slice> slices, Function<Slice, Stream<ProcessEntity>> processes) {
    Set<String> hosts =
        slices.stream().flatMap(processes).map(p -> p.host).collect(Collectors.toSet());
    Map<String, Instant> alive = hosts.isEmpty() ? Map.of() : aliveUntil(hosts);
    for (Slice slice : slices) {
      processes
          .apply(slice)
          .filter(p -> alive.containsKey(p.host))
          .forEach(p -> slice.putAgentOf(p, Objects.requireNonNull(alive.get(p.host))));
    }
  }

  /** By host; a host that has never had an agent is missing. */
  private Map<String, Instant> aliveUntil(Collection<String> hosts) {
    List<AgentEntity> found = agents.findByHostIn(hosts);
    if (found.isEmpty()) {
      return Map.of();
    }
    Attendance attended = attendance.read();
    return found.stream().collect(Collectors.toMap(a -> a.host, a -> a.aliveUntil(attended)));
  }
}
