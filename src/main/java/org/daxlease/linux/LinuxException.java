package org.daxlease.linux;

import java.io.Serial;
import java.util.Map;

/** A system call failed, with its {@code errno}. */
public final class LinuxException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  static final int EPERM = 1;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int ENOENT = 2;
  static final int EACCES = 13;
  static final int EINVAL = 22;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM"),
          Map.entry(ENOENT, "ENOENT"),
          Map.entry(ESRCH, "ESRCH"),
          Map.entry(5, "EIO"),
          Map.entry(9, "EBADF"),
          Map.entry(EACCES, "EACCES"),
          Map.entry(20, "ENOTDIR"),
          Map.entry(21, "EISDIR"),
          Map.entry(EINVAL, "EINVAL"),
          Map.entry(24, "EMFILE"),
          Map.entry(26, "ETXTBSY"),
          Map.entry(27, "EFBIG"),
          Map.entry(28, "ENOSPC"),
          Map.entry(30, "EROFS"),
          Map.entry(38, "ENOSYS"),
          Map.entry(40, "ELOOP"),
          Map.entry(95, "EOPNOTSUPP"));

  LinuxException(String what, int errno) {
    super(what + ": " + NAMES.getOrDefault(errno, "errno " + errno));
  }
}
