package org.daxlease.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The functions of the C library that are called here, each with the {@code errno} it left. A
 * result of -1 is a failure; {@link Result#orThrow} makes an exception of it.
 */
final class Libc {

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  // The same on every architecture, as all system calls from 424 on.
  private static final long SYS_PIDFD_SEND_SIGNAL = 424;
  private static final long SYS_PIDFD_OPEN = 434;

  private static final MethodHandle SYSCALL_4 =
      handle(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle LSEEK =
      handle("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      handle("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle FALLOCATE =
      handle(
          "fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle FSYNC =
      handle("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle EPOLL_CREATE =
      handle("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle EPOLL_CTL =
      handle("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle EPOLL_WAIT =
      handle("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  private Libc() {}

  /** What a function returned, and {@code errno} if that is -1. */
  record Result(long value, int errno) {

    boolean failedWith(int code) {
      return value == -1 && errno == code;
    }

    long orThrow(String what) {
      if (value == -1) {
        throw new LinuxException(what, errno);
      }
      return value;
    }

    int intOrThrow(String what) {
      return Math.toIntExact(orThrow(what));
    }
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker.Option[] all = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = Linker.Option.captureCallState("errno");
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, all);
  }

  private interface Call {
    /** Number, as every function here returns an int or a long. */
    long with(MemorySegment state) throws Throwable;
  }

  private static Result call(Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long value = call.with(state);
      return new Result(value, value == -1 ? (int) ERRNO.get(state, 0L) : 0);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static Result pidfdOpen(int pid) {
    return call(s -> (long) SYSCALL_4.invokeExact(s, SYS_PIDFD_OPEN, (long) pid, 0L, 0L, 0L));
  }

  static Result pidfdSendSignal(int pidfd, int signal) {
    return call(s ->
        (long)
            SYSCALL_4.invokeExact(s, SYS_PIDFD_SEND_SIGNAL, (long) pidfd, (long) signal, 0L, 0L));
  }

  static Result open(String path, int flags) {
    return call(s -> {
      try (Arena arena = Arena.ofConfined()) {
        return (int) OPEN.invokeExact(s, arena.allocateFrom(path), flags, 0);
      }
    });
  }

  static Result close(int fd) {
    return call(s -> (int) CLOSE.invokeExact(s, fd));
  }

  static Result seek(int fd, long offset, int whence) {
    return call(s -> (long) LSEEK.invokeExact(s, fd, offset, whence));
  }

  static Result truncate(int fd, long size) {
    return call(s -> (int) FTRUNCATE.invokeExact(s, fd, size));
  }

  static Result fallocate(int fd, int mode, long offset, long length) {
    return call(s -> (int) FALLOCATE.invokeExact(s, fd, mode, offset, length));
  }

  static Result sync(int fd) {
    return call(s -> (int) FSYNC.invokeExact(s, fd));
  }

  static Result epollCreate(int flags) {
    return call(s -> (int) EPOLL_CREATE.invokeExact(s, flags));
  }

  static Result epollControl(int epoll, int what, int fd, MemorySegment event) {
    return call(s -> (int) EPOLL_CTL.invokeExact(s, epoll, what, fd, event));
  }

  static Result epollWait(int epoll, MemorySegment events, int most, int timeoutMillis) {
    return call(s -> (int) EPOLL_WAIT.invokeExact(s, epoll, events, most, timeoutMillis));
  }
}
