package org.daxlease.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Waits for the exit of any of many processes, by {@code epoll(7)} on their pidfds: one may be
 * added while another thread waits.
 */
public final class ExitWatch implements AutoCloseable {

  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLLIN = 1;
  private static final int EPOLLONESHOT = 1 << 30;

  /** {@code struct epoll_event} is packed on x86-64 only. */
  private static final int DATA = System.getProperty("os.arch", "").matches("amd64|x86_64") ? 4 : 8;

  private static final int EVENT_SIZE = DATA + 8;
  private static final int AT_ONCE = 64;

  private final int epoll = Libc.epollCreate(EPOLL_CLOEXEC).intOrThrow("epoll_create1");
  private final Map<Integer, PidFd> watched = new ConcurrentHashMap<>();
  private boolean closed;

  /** Watches a process; its exit, also one that has been, is told once. */
  public void add(PidFd process) {
    watched.put(process.fd(), process);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_SIZE);
      event.set(JAVA_INT_UNALIGNED, 0, EPOLLIN | EPOLLONESHOT);
      event.set(JAVA_INT_UNALIGNED, DATA, process.fd());
      Libc.epollControl(epoll, EPOLL_CTL_ADD, process.fd(), event).orThrow("epoll_ctl");
    }
  }

  /** Waits until processes have exited, at most so long; the answer may be empty. */
  public List<PidFd> await(Duration atMost) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment events = arena.allocate((long) EVENT_SIZE * AT_ONCE);
      Libc.Result waited =
          Libc.epollWait(epoll, events, AT_ONCE, Math.toIntExact(atMost.toMillis()));
      if (waited.failedWith(LinuxException.EINTR)) {
        return List.of();
      }
      long ready = waited.orThrow("epoll_wait");
      List<PidFd> exited = new ArrayList<>();
      for (long i = 0; i < ready; i++) {
        PidFd process = watched.remove(events.get(JAVA_INT_UNALIGNED, i * EVENT_SIZE + DATA));
        if (process != null) {
          exited.add(process);
        }
      }
      return exited;
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(epoll);
    }
  }
}
