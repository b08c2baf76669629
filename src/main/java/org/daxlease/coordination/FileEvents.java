package org.daxlease.coordination;

import org.daxlease.journal.Refs;

/** What the journal says of a file's registration. */
final class FileEvents {

  private FileEvents() {}

  static void tell(UnitOfWork unit, FileEntity row, String what) {
    EventData data =
        new EventData()
            .with("fileId", row.id)
            .with("filesystem", row.filesystem)
            .with("path", row.path)
            .with("backing", row.backing)
            .with("size", row.size)
            .with("pageSize", row.pageSize)
            .with("generation", row.generation)
            .with("policy", row.policy);
    unit.tell("file." + what, Refs.file(row.id, row.filesystem), data);
  }
}
