package org.daxlease.coordination;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.daxlease.coordination.Totals.Leases;
import org.daxlease.coordination.Totals.Line;
import org.daxlease.coordination.Totals.Pins;
import org.daxlease.protocol.Access;
import org.daxlease.protocol.BreakStage;
import org.daxlease.protocol.LeaseOrigin;
import org.daxlease.protocol.LeaseState;
import org.daxlease.protocol.OperationState;
import org.daxlease.protocol.Term;
import org.daxlease.sql.Timestamps;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Counts what is live. */
@Service
public class TotalsQueries {

  /** One statement, so all counts are of one moment; each line is served by an index of its own. */
  private static final String TOTALS =
      """
      select 'pin' as what, term as kind, access as detail, count(*) as number,
             cast(null as timestamp(6) with time zone) as earliest
        from pin where state = 'PINNED' group by term, access
      union all
      select 'lease', state, origin, count(*), null
        from lease where live = true group by state, origin
      union all
      select 'operation', state, '', count(*), min(requested_at)
        from operation where state in ('QUEUED', 'BREAKING', 'GRANTED') group by state
      union all
      select 'break', stage, '', count(*), null
        from lease_break where running = true group by stage
      union all
      select 'process', '', '', count(*), null from process where state = 'RUNNING'
      union all
      select 'signal', '', '', count(*), min(s.sent_at)
        from lease_break b join signal s on s.break_id = b.id
       where b.running = true and s.acknowledged_at is null
      union all
      select 'due', '', '', 0, min(due_at) from lease_break
      union all
      select 'due', '', '', 0, min(due_at) from operation
      union all
      select 'due', '', '', 0, min(lapses_at) from process where heartbeat_ttl <= :served
      union all
      select 'journal', '', '', position, null from journal_head where id = 1
      """;

  private final JdbcClient jdbc;
  private final AttendanceService attendance;
  private final TimeSource time;

  TotalsQueries(JdbcClient jdbc, AttendanceService attendance, TimeSource time) {
    this.jdbc = jdbc;
    this.attendance = attendance;
    this.time = time;
  }

  @Transactional(readOnly = true)
  public Totals totals() {
    List<Line> lines =
        jdbc.sql(TOTALS)
            .param("served", attendance.read().length().toMillis())
            .query((row, _) -> line(row))
            .list();
    Instant now = time.now();
    Line signals = Line.find(lines, "signal");
    return new Totals(
        now,
        counts(lines, "pin", l -> new Pins(Term.valueOf(l.kind()), Access.valueOf(l.detail()))),
        counts(
            lines,
            "lease",
            l -> new Leases(LeaseState.valueOf(l.kind()), LeaseOrigin.valueOf(l.detail()))),
        counts(lines, "operation", l -> OperationState.valueOf(l.kind())),
        counts(lines, "break", l -> BreakStage.valueOf(l.kind())),
        Line.find(lines, "process").number(),
        new Totals.Signals(signals.number(), since(signals.earliest(), now)),
        waits(lines, now),
        Line.find(lines, "journal").number());
  }

  private static Totals.Waits waits(List<Line> lines, Instant now) {
    Stream<Line> waiting =
        lines.stream()
            .filter(l -> l.what().equals("operation"))
            .filter(l -> OperationState.valueOf(l.kind()).isWaiting());
    Stream<Line> due = lines.stream().filter(l -> l.what().equals("due"));
    return new Totals.Waits(since(earliest(waiting), now), since(earliest(due), now));
  }

  private static @Nullable Instant earliest(Stream<Line> lines) {
    return lines.map(Line::earliest).filter(Objects::nonNull).min(Instant::compareTo).orElse(null);
  }

  /** Zero for what is still to come, and for nothing. */
  private static Duration since(@Nullable Instant moment, Instant now) {
    return moment == null || moment.isAfter(now) ? Duration.ZERO : Duration.between(moment, now);
  }

  private static <K> Map<K, Long> counts(List<Line> lines, String what, Function<Line, K> key) {
    return lines.stream()
        .filter(line -> line.what().equals(what))
        .collect(Collectors.toMap(key, Line::number));
  }

  private static Line line(ResultSet row) throws SQLException {
    return new Line(
        row.getString("what"),
        row.getString("kind"),
        row.getString("detail"),
        row.getLong("number"),
        Timestamps.timeOrNull(row, "earliest"));
  }
}
