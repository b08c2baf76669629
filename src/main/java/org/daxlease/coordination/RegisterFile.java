package org.daxlease.coordination;

import org.daxlease.protocol.Backing;
import org.daxlease.protocol.FileFacts;
import org.daxlease.protocol.PolicyOverrides;

/** A file to be registered. */
public record RegisterFile(
    String filesystem, String path, FileFacts.Shape shape, PolicyOverrides policy) {

  public static final int DEFAULT_PAGE_SIZE = 4096;

  /** A file with the page size that most hosts have. */
  public static RegisterFile of(String filesystem, String path, Backing backing, long size) {
    return new RegisterFile(
        filesystem,
        path,
        new FileFacts.Shape(backing, size, DEFAULT_PAGE_SIZE),
        PolicyOverrides.NONE);
  }
}
