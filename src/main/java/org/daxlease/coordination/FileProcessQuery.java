package org.daxlease.coordination;

import java.util.Collection;
import java.util.List;
import org.daxlease.sql.Columns;
import org.daxlease.sql.EntityRows;
import org.daxlease.sql.RoundTrip;
import org.daxlease.sql.RoundTrip.Rows;
import org.daxlease.sql.RowStatement;

/** What processes have on files, which are named in pairs. */
final class FileProcessQuery<E> {

  private static final Columns<FileProcess> PAIR =
      new Columns<FileProcess>()
          .uuid("file_id", FileProcess::fileId)
          .uuid("process_id", FileProcess::processId);

  private final RowStatement<FileProcess> query;
  private final EntityRows<E> rows;

  /** Joined and not looked for in two lists: H2 goes through one for each row of the other. */
  FileProcessQuery(String table, String condition, EntityRows<E> rows) {
    this.query =
        new RowStatement<>(
            PAIR,
            "select t.* from %s t where t.file_id = ? and t.process_id = ? and t.%s"
                .formatted(table, condition),
            "select t.* from %%s join %s t on t.file_id = v.file_id and t.process_id = v.process_id and t.%s"
                .formatted(table, condition));
    this.rows = rows;
  }

  Rows<E> query(RoundTrip trip, Collection<FileProcess> fileProcesses) {
    return trip.query(query, List.copyOf(fileProcesses), rows);
  }
}
