package org.daxlease.command;

import org.daxlease.linux.OpenFile;
import org.jspecify.annotations.Nullable;

/** A real change of a file: what is asked of the service, and what is then done. */
sealed interface FileChange {

  /** {@code truncate(2)} to a size in bytes. */
  record Truncate(long size) implements FileChange {

    @Override
    public Request request() {
      return new Request("TRUNCATE", size, null, null);
    }

    @Override
    public void carryOut(OpenFile file) {
      file.truncate(size);
    }

    @Override
    public String done() {
      return "truncated to " + size + " bytes";
    }
  }

  /** {@code fallocate(2)} with FALLOC_FL_PUNCH_HOLE over a range in bytes. */
  record Punch(long offset, long length) implements FileChange {

    @Override
    public Request request() {
      return new Request("PUNCH_HOLE", null, offset, length);
    }

    @Override
    public void carryOut(OpenFile file) {
      file.punch(offset, length);
    }

    @Override
    public String done() {
      return "punched " + length + " bytes at " + offset;
    }
  }

  /** The kind of operation and its arguments. */
  record Request(
      String kind, @Nullable Long newSize, @Nullable Long offset, @Nullable Long length) {}

  Request request();

  void carryOut(OpenFile file);

  /** What was done, in words. */
  String done();
}
