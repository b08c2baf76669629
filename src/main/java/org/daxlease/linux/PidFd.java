package org.daxlease.linux;

import java.util.Optional;

/**
 * A {@code pidfd_open(2)} of a process. It stands for that process and never for a later one of the
 * same pid, and becomes readable when the process has exited: after its memory and its files have
 * been given back.
 */
public final class PidFd implements AutoCloseable {

  private static final int NO_SIGNAL = 0;

  private final int pid;
  private final int fd;
  private boolean closed;

  private PidFd(int pid, int fd) {
    this.pid = pid;
    this.fd = fd;
  }

  /** How the sending of a signal ended. */
  public enum Sent {
    SENT,
    /** The process has exited. */
    GONE,
    /** This process may not signal that one. */
    DENIED
  }

  /** Empty where no process has this pid (a thread that leads no process has none either). */
  public static Optional<PidFd> open(int pid) {
    Libc.Result opened = Libc.pidfdOpen(pid);
    if (opened.failedWith(LinuxException.ESRCH)
        || opened.failedWith(LinuxException.EINVAL)
        || opened.failedWith(LinuxException.ENOENT)) {
      return Optional.empty();
    }
    return Optional.of(new PidFd(pid, opened.intOrThrow("pidfd_open of " + pid)));
  }

  /** The pid by which it was opened. */
  public int pid() {
    return pid;
  }

  int fd() {
    return fd;
  }

  /** Sends a signal, by number, with {@code pidfd_send_signal(2)}. */
  public synchronized Sent send(int signal) {
    if (closed) {
      return Sent.GONE;
    }
    return outcome(Libc.pidfdSendSignal(fd, signal), pid);
  }

  /** What became of a signal. */
  static Sent outcome(Libc.Result sent, int pid) {
    if (sent.failedWith(LinuxException.ESRCH)) {
      return Sent.GONE;
    }
    // A security module says EACCES.
    if (sent.failedWith(LinuxException.EPERM) || sent.failedWith(LinuxException.EACCES)) {
      return Sent.DENIED;
    }
    sent.orThrow("pidfd_send_signal to " + pid);
    return Sent.SENT;
  }

  /** Whether the process is there, be it as a zombie: its pid cannot be another's yet. */
  public boolean isThere() {
    return send(NO_SIGNAL) != Sent.GONE;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }
}
