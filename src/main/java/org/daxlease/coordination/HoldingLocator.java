package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Which process and which file things belong to: what must be known before anything is locked. */
@Component
class HoldingLocator {

  private final JdbcTemplate jdbc;

  HoldingLocator(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Neither ever changes. */
  List<HoldingLocation> ofMappings(Collection<UUID> ids) {
    return of("select id, process_id, file_id from mapping where id = any(?)", ids);
  }

  /** A transfer may change the process, so look again under the lock. */
  List<HoldingLocation> ofPins(Collection<UUID> ids) {
    return of("select id, process_id, file_id from pin where id = any(?)", ids);
  }

  private List<HoldingLocation> of(String sql, Collection<UUID> ids) {
    return jdbc.query(
        sql,
        query -> query.setArray(1, query.getConnection().createArrayOf("uuid", ids.toArray())),
        (row, _) ->
            new HoldingLocation(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class)));
  }
}
