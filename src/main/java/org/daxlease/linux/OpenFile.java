package org.daxlease.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A regular file held open for writing, so that what is looked at, waited for and changed is one
 * file, whatever happens to its name meanwhile.
 */
public final class OpenFile implements AutoCloseable {

  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int SEEK_END = 2;
  private static final int FALLOC_FL_KEEP_SIZE = 1;
  private static final int FALLOC_FL_PUNCH_HOLE = 2;

  private final Path path;
  private final int fd;
  private boolean closed;

  private OpenFile(Path path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /**
   * Opens a file with {@code open(2)}.
   *
   * @throws LinuxException if it cannot be opened for writing
   */
  public static OpenFile open(Path path) {
    int fd = Libc.open(path.toString(), O_RDWR | O_CLOEXEC).intOrThrow(path.toString());
    return new OpenFile(path, fd);
  }

  /** Its size in bytes now. */
  public long size() {
    return Libc.seek(fd, 0, SEEK_END).orThrow("size of " + path);
  }

  /** Whether its name still leads to it. */
  public boolean isStillAt(Path name) {
    try {
      return Objects.equals(key(Path.of("/proc/self/fd/" + fd)), key(name));
    } catch (IOException e) {
      return false;
    }
  }

  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** {@code ftruncate(2)}. */
  public void truncate(long size) {
    Libc.truncate(fd, size).orThrow("truncate of " + path);
  }

  /** {@code fallocate(2)} with FALLOC_FL_PUNCH_HOLE. */
  public void punch(long offset, long length) {
    Libc.fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length)
        .orThrow("fallocate of " + path);
  }

  /** {@code fsync(2)}. */
  public void sync() {
    Libc.sync(fd).orThrow("fsync of " + path);
  }

  /** Closing again does nothing: by then the number may be another file's. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }
}
