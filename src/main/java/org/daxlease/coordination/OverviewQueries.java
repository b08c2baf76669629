package org.daxlease.coordination;

import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.daxlease.journal.JournalLag;
import org.daxlease.protocol.OperationState;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads how things stand as a whole. */
@Service
@RetryOnTransientFailure
public class OverviewQueries {

  private final OverviewRepository counts;
  private final OperationViews views;
  private final DeadlineService deadlines;
  private final JournalLag journal;
  private final Optional<BuildProperties> build;

  OverviewQueries(
      OverviewRepository counts,
      OperationViews views,
      DeadlineService deadlines,
      JournalLag journal,
      Optional<BuildProperties> build) {
    this.counts = counts;
    this.views = views;
    this.deadlines = deadlines;
    this.journal = journal;
    this.build = build;
  }

  /** As much of it as the caller may see: who only holds things sees its own, and no operation. */
  @Transactional(readOnly = true)
  public Overview overview(Caller caller) {
    return caller.maySeeHoldings() ? everything() : own(caller);
  }

  private Overview own(Caller caller) {
    JournalLag.Standing standing = journal.standing(deadlines.now());
    String owner = caller.owner();
    Set<String> hosts = caller.hosts();
    return new Overview(
        counts.files(),
        counts.processesOf(owner, hosts),
        counts.pinsOf(owner, hosts),
        counts.leasesOf(owner, hosts),
        Map.of(),
        null,
        null,
        standing.head(),
        lag(standing),
        version());
  }

  private Overview everything() {
    Map<OperationState, Long> operations = new EnumMap<>(OperationState.class);
    for (OperationState state : OperationState.values()) {
      operations.put(state, 0L);
    }
    counts.operations().forEach(c -> operations.put(c.state(), c.number()));
    DeadlineService.Next next = deadlines.next();
    JournalLag.Standing standing = journal.standing(next.now());
    Overview.Waiting oldest = counts.oldestWaiting().map(this::waiting).orElse(null);
    return new Overview(
        counts.files(),
        counts.processes(),
        counts.pins(),
        counts.leases(),
        operations,
        oldest,
        next.at().orElse(null),
        standing.head(),
        lag(standing),
        version());
  }

  private String version() {
    return build.map(BuildProperties::getVersion).orElse("unknown");
  }

  private static Map<String, Overview.Lag> lag(JournalLag.Standing standing) {
    Map<String, Overview.Lag> lag = new LinkedHashMap<>();
    for (JournalLag.Lag of : standing.lags()) {
      lag.put(
          of.follower(), new Overview.Lag(of.entries(), of.age().truncatedTo(ChronoUnit.MILLIS)));
    }
    return lag;
  }

  private Overview.Waiting waiting(OperationEntity row) {
    OperationView view = views.of(row);
    String path = counts.pathOf(row.fileId).orElse("");
    return new Overview.Waiting(row.id, row.fileId, path, row.requestedAt, view.blockers());
  }
}
