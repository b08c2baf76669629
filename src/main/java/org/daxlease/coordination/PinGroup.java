package org.daxlease.coordination;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.daxlease.protocol.Term;
import org.jspecify.annotations.Nullable;

/**
 * What pins have in common that the rules treat alike: whose they are, under which lease, in which
 * break, and of which term.
 *
 * @param overstayed whether they are SHORT pins that are treated as unleased LONGTERM ones
 */
record PinGroup(
    UUID processId, @Nullable UUID leaseId, @Nullable UUID breakId, Term term, boolean overstayed) {

  static final String COLUMNS = "p.process_id, p.lease_id, p.break_id, p.term, p.overstayed";

  static PinGroup of(PinEntity pin) {
    return new PinGroup(pin.processId, pin.leaseId, pin.breakId, pin.term, pin.overstayed);
  }

  static PinGroup read(ResultSet row) throws SQLException {
    return new PinGroup(
        row.getObject("process_id", UUID.class),
        row.getObject("lease_id", UUID.class),
        row.getObject("break_id", UUID.class),
        Term.valueOf(row.getString("term")),
        row.getBoolean("overstayed"));
  }
}
