package org.daxlease.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.daxlease.sql.Columns;
import org.daxlease.sql.RoundTrip;
import org.daxlease.sql.RowStatement;
import org.daxlease.sql.Timestamps;

/** Entries as rows of the table {@code journal}. */
final class JournalRows {

  /**
   * An entry that is to be added.
   *
   * @param behind how many follow it
   */
  private record Added(long behind, Entry entry) {}

  private static final Columns<Added> COLUMNS =
      new Columns<Added>()
          .bigint("behind", Added::behind)
          .text("type", a -> a.entry.type())
          .time("occurred_at", a -> a.entry.time())
          .text("principal", a -> a.entry.principal())
          .uuid("file_id", a -> a.entry.refs().fileId())
          .text("filesystem", a -> a.entry.refs().filesystem())
          .uuid("process_id", a -> a.entry.refs().processId())
          .text("host", a -> a.entry.refs().host())
          .text("owner", a -> a.entry.refs().owner())
          .uuid("operation_id", a -> a.entry.refs().operationId())
          .uuid("lease_id", a -> a.entry.refs().leaseId())
          .uuid("pin_id", a -> a.entry.refs().pinId())
          .text("data", a -> a.entry.data());

  private static final String NAMES = COLUMNS.names().replace("behind", "position");

  private static final RowStatement<Added> INSERT =
      new RowStatement<>(
          COLUMNS,
          "insert into journal (%s) values ((select position from journal_head where id = 1) - %s)"
              .formatted(NAMES, COLUMNS.marks()),
          "insert into journal (%s) select h.position - v.%s from journal_head h, %%s where h.id = 1"
              .formatted(NAMES, COLUMNS.names().replace(", ", ", v.")));

  private JournalRows() {}

  /** A query and what it is asked with. */
  record Query(String sql, List<Object> arguments) {}

  /**
   * Adds entries up to where the head is by then. Each part of many is sent before the next is
   * made: as text they take more room than all else that a large command has in memory.
   */
  static void insert(RoundTrip trip, List<Entry> entries) {
    long left = entries.size();
    List<List<Entry>> parts = Columns.inParts(entries);
    for (List<Entry> part : parts) {
      List<Added> added = new ArrayList<>();
      for (Entry entry : part) {
        added.add(new Added(--left, entry));
      }
      trip.update(INSERT, added, _ -> {});
      if (parts.size() > 1) {
        trip.execute();
      }
    }
  }

  /** What passes the filter after one position and up to another. */
  static Query between(long position, long last, int limit, JournalFilter filter) {
    StringBuilder sql =
        new StringBuilder("select ")
            .append(NAMES)
            .append(" from journal where position > ? and position <= ?");
    List<Object> arguments = new ArrayList<>(List.of(position, last));
    if (filter.processId() != null) {
      sql.append(" and process_id = ?");
      arguments.add(filter.processId());
    }
    if (filter.fileId() != null) {
      sql.append(" and file_id = ?");
      arguments.add(filter.fileId());
    }
    if (filter.host() != null) {
      sql.append(" and host = ?");
      arguments.add(filter.host());
    }
    if (filter.filesystem() != null) {
      sql.append(" and filesystem = ?");
      arguments.add(filter.filesystem());
    }
    if (filter.typePrefix() != null) {
      // Not LIKE: an underscore in the prefix is no wildcard.
      sql.append(" and substring(type from 1 for ").append(filter.typePrefix().length());
      sql.append(") = ?");
      arguments.add(filter.typePrefix());
    }
    within(filter.scope(), sql, arguments);
    sql.append(" order by position limit ?");
    arguments.add(limit);
    return new Query(sql.toString(), arguments);
  }

  /** The same as {@link ReadScope#sees}, so that a page is full although much may not be seen. */
  private static void within(ReadScope scope, StringBuilder sql, List<Object> arguments) {
    String visible =
        switch (scope.breadth()) {
          case EVERYTHING -> "";
          case ABOUT_FILES -> "filesystem is not null";
          case FILES -> "type like 'file.%' or type like 'filesystem.%'";
          case NOTHING -> "1 = 0";
        };
    if (visible.isEmpty()) {
      return;
    }
    sql.append(" and (").append(visible);
    if (scope.owner() != null) {
      sql.append(" or owner = ?");
      arguments.add(scope.owner());
    }
    for (String host : scope.hosts()) {
      sql.append(" or host = ?");
      arguments.add(host);
    }
    sql.append(')');
  }

  static Query at(Collection<Long> positions) {
    String marks = String.join(", ", Collections.nCopies(positions.size(), "?"));
    return new Query(
        "select " + NAMES + " from journal where position in (" + marks + ") order by position",
        List.copyOf(positions));
  }

  static CommittedEntry read(ResultSet row, int number) throws SQLException {
    Refs refs =
        new Refs(
            row.getObject("file_id", UUID.class),
            row.getString("filesystem"),
            row.getObject("process_id", UUID.class),
            row.getString("host"),
            row.getString("owner"),
            row.getObject("operation_id", UUID.class),
            row.getObject("lease_id", UUID.class),
            row.getObject("pin_id", UUID.class));
    Entry entry =
        new Entry(
            row.getString("type"),
            Timestamps.time(row, "occurred_at"),
            row.getString("principal"),
            refs,
            row.getString("data"));
    return new CommittedEntry(row.getLong("position"), entry);
  }
}
