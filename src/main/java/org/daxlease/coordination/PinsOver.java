package org.daxlease.coordination;

import java.util.List;
import java.util.UUID;
import org.daxlease.protocol.ByteRange;
import org.daxlease.sql.EntityRows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Every pin of a file that can block something over a range: on a large file they may be many. */
@Component
class PinsOver {

  private final JdbcClient jdbc;
  private final EntityRows<PinEntity> rows = new EntityRows<>(PinEntity.class);

  PinsOver(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<PinEntity> read(UUID file, ByteRange range) {
    if (range.isEmpty()) {
      return List.of();
    }
    IntervalTree.Probe at = IntervalTree.probe(range);
    return jdbc.sql(PinRepository.OVERLAP)
        .param("file", file)
        .param("first", at.first())
        .param("last", at.last())
        .param("left", at.left())
        .param("right", at.right())
        .param("start", range.start())
        .param("end", range.end())
        .query(rows)
        .list();
  }
}
