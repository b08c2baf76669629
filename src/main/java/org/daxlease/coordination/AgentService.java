package org.daxlease.coordination;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.daxlease.journal.NamePattern;
import org.daxlease.journal.Refs;
import org.daxlease.protocol.Attendance;
import org.daxlease.protocol.Refusal;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Node agents and their signs of life. While the agent of a host is alive, the coordinator waits
 * for its report instead of presuming that a killed process is dead (rule 16).
 */
@Service
@RetryOnTransientFailure
public class AgentService {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Attendance.LONGEST_AGENT_TTL;

  private final AgentRepository agents;
  private final UnitsOfWork units;
  private final AttendanceService attendance;
  private final TimeSource time;

  AgentService(
      AgentRepository agents, UnitsOfWork units, AttendanceService attendance, TimeSource time) {
    this.agents = agents;
    this.attendance = attendance;
    this.units = units;
    this.time = time;
  }

  /** A sign of life: the agent of this host is alive for {@code ttl} from now on. */
  @Transactional
  public Outcome<AgentView> renew(Caller caller, String host, Duration ttl) {
    if (!NamePattern.HOST.fits(host)) {
      return Outcome.refused(ProcessService.noHostName("host"));
    }
    if (!caller.authority().speaksFor(host)) {
      return Outcome.refused(new Refusal.NotYours("host", host));
    }
    if (ttl.compareTo(SHORTEST) < 0 || ttl.compareTo(LONGEST) > 0) {
      return Outcome.refused(
          new Refusal.InvalidField("ttl", "must be " + SHORTEST + " to " + LONGEST));
    }
    Optional<AgentEntity> present = agents.lock(host);
    // Reads the clock, and from here on the row is a copy: it is given back to be written.
    UnitOfWork unit = units.begin(caller);
    AgentEntity agent = present.orElseGet(() -> new AgentEntity(host));
    Attendance attended = attendance.at(unit.now);
    boolean appeared = agent.renew(attended, ttl, caller.principal(), unit.now);
    AgentEntity saved = agents.saveAndFlush(agent);
    if (appeared) {
      tellRegistered(unit, saved);
    }
    units.finish(unit);
    return new Outcome.Done<>(AgentView.of(saved, attended, unit.now), present.isEmpty());
  }

  @Transactional(readOnly = true)
  public Optional<AgentView> find(String host) {
    Instant now = time.now();
    return agents.findById(host).map(row -> AgentView.of(row, attendance.at(now), now));
  }

  private static void tellRegistered(UnitOfWork unit, AgentEntity agent) {
    unit.tell(
        "agent.registered",
        Refs.host(agent.host),
        new EventData().with("host", agent.host).with("aliveUntil", agent.aliveUntil));
  }
}
