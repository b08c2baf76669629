package org.daxlease.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.daxlease.sql.Columns;

/** Entries as rows of the table {@code journal}. */
final class JournalRows {

  static final Columns<Recorded> COLUMNS =
      new Columns<Recorded>()
          .bigint("position", Recorded::position)
          .text("type", r -> r.entry().type())
          .read("occurred_at", "timestamp(6) with time zone", r -> r.entry().time())
          .text("principal", r -> r.entry().principal())
          .read("file_id", "uuid", r -> r.entry().refs().fileId())
          .text("filesystem", r -> r.entry().refs().filesystem())
          .read("process_id", "uuid", r -> r.entry().refs().processId())
          .text("host", r -> r.entry().refs().host())
          .text("owner", r -> r.entry().refs().owner())
          .read("operation_id", "uuid", r -> r.entry().refs().operationId())
          .read("lease_id", "uuid", r -> r.entry().refs().leaseId())
          .read("pin_id", "uuid", r -> r.entry().refs().pinId())
          .text("data", r -> r.entry().data());

  private static final String NAMES = COLUMNS.names();

  static final String INSERT =
      "insert into journal (" + NAMES + ") select * from " + COLUMNS.rows();

  private JournalRows() {}

  /** A query and what it is asked with. */
  record Query(String sql, List<Object> arguments) {}

  static Query after(long position, int limit, JournalFilter filter) {
    StringBuilder sql =
        new StringBuilder("select ").append(NAMES).append(" from journal where position > ?");
    List<Object> arguments = new ArrayList<>(List.of(position));
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
    within(filter.sight(), sql, arguments);
    sql.append(" order by position limit ?");
    arguments.add(limit);
    return new Query(sql.toString(), arguments);
  }

  /** The same as {@link Sight#sees}, so that a page is full although much may not be seen. */
  private static void within(Sight sight, StringBuilder sql, List<Object> arguments) {
    if (sight.breadth() == Sight.Breadth.EVERYTHING) {
      return;
    }
    sql.append(
        switch (sight.breadth()) {
          case EVERYTHING -> throw new IllegalStateException("nothing to leave out");
          case ABOUT_FILES -> " and (filesystem is not null";
          case FILES -> " and (type like 'file.%' or type like 'filesystem.%'";
          case NOTHING -> " and (1 = 0";
        });
    if (sight.owner() != null) {
      sql.append(" or owner = ?");
      arguments.add(sight.owner());
    }
    for (String host : sight.hosts()) {
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

  static Recorded read(ResultSet row, int number) throws SQLException {
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
            row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
            row.getString("principal"),
            refs,
            row.getString("data"));
    return new Recorded(row.getLong("position"), entry);
  }
}
