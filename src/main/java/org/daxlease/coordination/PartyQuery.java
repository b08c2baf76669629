package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import org.daxlease.sql.Columns;
import org.daxlease.sql.EntityRows;
import org.daxlease.sql.RoundTrip;
import org.daxlease.sql.RoundTrip.Rows;

/** What processes have on files, which are named in pairs. */
final class PartyQuery<E> {

  private static final Columns<Party> PARTY =
      new Columns<Party>().uuid("file_id", Party::fileId).uuid("process_id", Party::processId);

  private final String one;
  private final String several;
  private final EntityRows<E> rows;

  /** Joined and not looked for in two lists: H2 goes through one for each row of the other. */
  PartyQuery(String table, String condition, EntityRows<E> rows) {
    this.one =
        "select t.* from %s t where t.file_id = ? and t.process_id = ? and t.%s"
            .formatted(table, condition);
    this.several =
        "select t.* from %s v (file_id, process_id) join %s t on t.file_id = v.file_id"
                .formatted(PARTY.table(), table)
            + " and t.process_id = v.process_id and t."
            + condition;
    this.rows = rows;
  }

  Rows<E> ask(RoundTrip trip, Collection<Party> parties) {
    return parties.isEmpty()
        ? Rows.none()
        : trip.ask(parties.size() == 1 ? one : several, PARTY.of(List.copyOf(parties)), rows);
  }
}
