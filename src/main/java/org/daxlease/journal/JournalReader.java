package org.daxlease.journal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads committed entries by position. */
@Component
public class JournalReader {

  /** Positions per statement: PostgreSQL takes 65,535 parameters. */
  private static final int AT_ONCE = 1000;

  /** Positions that are looked at per statement where no index leads to what is wanted. */
  static final long SPAN = 50_000;

  /** Statements per request: a million positions take about a second. */
  static final int MOST_STRETCHES = 20;

  private final JdbcTemplate jdbc;

  /** Of all entries that were read the one at the highest position. */
  private final AtomicReference<@Nullable CommittedEntry> furthest = new AtomicReference<>();

  JournalReader(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The entries after a position that pass the filter, in order and by one statement, which goes
   * through all that is between them where no index leads from one to the next.
   *
   * <p>It does not say whether entries right after that position have been trimmed: ask {@link
   * #oldest()} afterwards. If that is at most {@code position + 1}, nothing was missed.
   *
   * @param position 0 is before the first entry
   * @param limit how many at most
   */
  public List<CommittedEntry> after(long position, int limit, JournalFilter filter) {
    return between(position, Long.MAX_VALUE, limit, filter);
  }

  /** The same as far as one statement goes: what is rare may be millions of positions apart. */
  public JournalBatch batch(long position, int limit, JournalFilter filter) {
    // What is committed after the head was read does not count as read.
    long head = head();
    long last = filter.isIndexed() ? Long.MAX_VALUE : position + SPAN;
    List<CommittedEntry> entries = between(position, last, limit, filter);
    long found = entries.isEmpty() ? position : entries.getLast().position();
    boolean full = entries.size() == limit;
    long upTo = full ? found : Math.max(found, Math.min(head, last));
    return new JournalBatch(entries, upTo, full || last < head, oldest());
  }

  /** The same as far as one request goes. */
  public JournalBatch batches(long position, int limit, JournalFilter filter) {
    List<CommittedEntry> found = new ArrayList<>();
    JournalBatch next = JournalBatch.unread(position);
    for (int i = 0; i < MOST_STRETCHES && next.more() && found.size() < limit; i++) {
      next = batch(next.upTo(), limit - found.size(), filter);
      found.addAll(next.entries());
    }
    return new JournalBatch(found, next.upTo(), next.more(), next.oldest());
  }

  private List<CommittedEntry> between(long position, long last, int limit, JournalFilter filter) {
    JournalRows.Query query = JournalRows.between(position, last, limit, filter);
    List<CommittedEntry> read =
        jdbc.query(query.sql(), JournalRows::read, query.arguments().toArray());
    if (!read.isEmpty()) {
      CommittedEntry end = read.getLast();
      furthest.updateAndGet(
          known -> known == null || end.position() > known.position() ? end : known);
    }
    return read;
  }

  /** The entry at the highest position that anybody in this process has read, if it was read so. */
  @Nullable CommittedEntry furthest() {
    return furthest.get();
  }

  /** The journal is not the one any more in which that was. */
  void forgetFurthest() {
    furthest.set(null);
  }

  /** The entries at these positions, in order; those that are gone are left out. */
  public List<CommittedEntry> at(Collection<Long> positions) {
    List<Long> sorted = positions.stream().sorted().toList();
    List<CommittedEntry> found = new ArrayList<>();
    for (int from = 0; from < sorted.size(); from += AT_ONCE) {
      JournalRows.Query query =
          JournalRows.at(sorted.subList(from, Math.min(from + AT_ONCE, sorted.size())));
      found.addAll(jdbc.query(query.sql(), JournalRows::read, query.arguments().toArray()));
    }
    return found;
  }

  /** The position committed last, by any replica; 0 before the first. */
  public long head() {
    return Objects.requireNonNull(
        jdbc.queryForObject("select position from journal_head where id = 1", Long.class));
  }

  /** The first position still kept: 1 until something has been trimmed, head + 1 if all has. */
  public long oldest() {
    // One statement, so that an append between two reads cannot make an empty journal look trimmed.
    return Objects.requireNonNull(
        jdbc.queryForObject(
            "select coalesce((select min(position) from journal), position + 1)"
                + " from journal_head where id = 1",
            Long.class));
  }
}
