package org.daxlease.coordination;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.daxlease.journal.JournalLag;
import org.daxlease.protocol.OperationState;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads how things stand as a whole. */
@Service
@Retried
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

  @Transactional(readOnly = true)
  public Overview overview() {
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
        build.map(BuildProperties::getVersion).orElse("unknown"));
  }

  private static Map<String, Overview.Lag> lag(JournalLag.Standing standing) {
    Map<String, Overview.Lag> lag = new LinkedHashMap<>();
    standing.lags().forEach(l -> lag.put(l.follower(), new Overview.Lag(l.entries(), l.age())));
    return lag;
  }

  private Overview.Waiting waiting(OperationEntity row) {
    OperationView view = views.of(row);
    String path = counts.pathOf(row.fileId).orElse("");
    return new Overview.Waiting(row.id, row.fileId, path, row.requestedAt, view.blockers());
  }
}
