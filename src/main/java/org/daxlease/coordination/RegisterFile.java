package org.daxlease.coordination;

import org.daxlease.protocol.FileFacts;
import org.daxlease.protocol.PolicyOverrides;

/** A file to be registered. */
public record RegisterFile(
    String filesystem, String path, FileFacts.Shape shape, PolicyOverrides policy) {

  /** What most hosts have. */
  public static final int DEFAULT_PAGE_SIZE = 4096;
}
