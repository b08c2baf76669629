package org.daxlease.coordination;

import org.daxlease.protocol.Backing;
import org.daxlease.protocol.FileFacts;
import org.daxlease.protocol.PolicyOverrides;

/** Registrations of files on DAX. */
final class DaxFiles {

  private DaxFiles() {}

  static RegisterFile of(String filesystem, String path, long size) {
    return new RegisterFile(
        filesystem,
        path,
        new FileFacts.Shape(Backing.DAX, size, RegisterFile.DEFAULT_PAGE_SIZE),
        PolicyOverrides.NONE);
  }
}
