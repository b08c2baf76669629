package org.daxlease.coordination;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.daxlease.protocol.Term;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/**
 * Pins that the rules of a break treat alike: of one process, under one lease, in one break.
 *
 * @param overstayed whether they are SHORT pins that are treated as unleased LONGTERM ones
 * @param pins how many
 */
record PinGroup(
    UUID processId,
    @Nullable UUID leaseId,
    @Nullable UUID breakId,
    Term term,
    boolean overstayed,
    long pins) {

  /** What pins of a group have in common. */
  static final String COLUMNS = "p.process_id, p.lease_id, p.break_id, p.term, p.overstayed";

  static final RowMapper<PinGroup> ROWS = (row, _) -> read(row);

  static PinGroup only(PinEntity pin) {
    return new PinGroup(pin.processId, pin.leaseId, pin.breakId, pin.term, pin.overstayed, 1);
  }

  static PinGroup read(ResultSet row) throws SQLException {
    return new PinGroup(
        row.getObject("process_id", UUID.class),
        row.getObject("lease_id", UUID.class),
        row.getObject("break_id", UUID.class),
        Term.valueOf(row.getString("term")),
        row.getBoolean("overstayed"),
        row.getLong("pins"));
  }
}
