package org.daxlease.holder;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.FileInfo;
import org.daxlease.client.HoldingApi;
import org.daxlease.client.LeaseInfo;
import org.daxlease.client.MappingInfo;
import org.daxlease.client.NewProcess;
import org.daxlease.client.PinInfo;
import org.daxlease.client.ProblemException;
import org.daxlease.client.ProcessInfo;
import org.daxlease.linux.Proc;
import org.daxlease.linux.StartTime;

/**
 * A file that this process has mapped and leased, and may pin. Closing gives all that back, so that
 * nothing is left to be broken; the process stays registered, for its other files. Where it has one
 * file open more than once, the lease stays until the last is closed.
 */
public final class LeasedFile implements AutoCloseable {

  /** What is not answered holds up the unpinning, which SIGBUS does not wait for. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CoordinatorClient coordinator;
  private final HoldingApi holdings;
  private final ProcessInfo process;
  private final MappingInfo mapping;
  private final LeaseInfo lease;
  private final SharedLease sharedLease;
  private final Mapped mapped;
  private final Pins pins;
  private final BreakDispatcher breaks;

  private LeasedFile(
      CoordinatorClient coordinator,
      ProcessInfo process,
      Mapped mapped,
      FileInfo file,
      Listening listening) {
    this.coordinator = coordinator.withPatience(PATIENCE);
    this.holdings = this.coordinator.holdings();
    this.process = process;
    this.mapped = mapped;
    BreakDispatcher.expect(listening.channel());
    long length = (file.size() + file.pageSize() - 1) / file.pageSize() * file.pageSize();
    mapping = map(new MappingInfo.NewMapping(process.id(), file.id(), 0, length, "READ_WRITE"));
    pins = new Pins(holdings, mapping.id());
    Runnable unmap = () -> holdings.unmap(mapping.id());
    var asked = new LeaseInfo.NewLease(process.id(), file.id(), null, null, null);
    sharedLease = SharedLease.of(file.id());
    lease = orGiveBack(() -> sharedLease.join(this, () -> holdings.lease(asked)), unmap);
    breaks =
        orGiveBack(
            () -> BreakDispatcher.listen(listening, this.coordinator, lease),
            this::giveUpLease,
            unmap);
  }

  private void giveUpLease() {
    var back = new RetryingRelease();
    sharedLease.leave(this, back, holdings::release);
    back.end();
  }

  /** Where no answer tells whether it is mapped, it is not to stay so. */
  private MappingInfo map(MappingInfo.NewMapping asked) {
    String key = UUID.randomUUID().toString();
    try {
      return holdings.map(asked, key);
    } catch (RuntimeException e) {
      if (ProblemException.isFinal(e)) {
        throw e;
      }
      return orGiveBack(
          () -> {
            throw e;
          },
          () -> holdings.unmap(holdings.map(asked, key).id()));
    }
  }

  /** Takes the next thing; where that fails, those before it are not left behind. */
  private static <T> T orGiveBack(Supplier<T> next, Runnable... before) {
    try {
      return next.get();
    } catch (RuntimeException e) {
      var back = new RetryingRelease();
      List.of(before).forEach(back::give);
      try {
        back.end();
      } catch (RuntimeException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /**
   * Registers this process, maps the file and takes a lease on all of it.
   *
   * @param host the name by which this host's processes are registered
   * @param path where the file is here
   * @param file what it is registered as
   * @throws IOException if it cannot be mapped, or has another size than it is registered with
   */
  public static LeasedFile open(
      CoordinatorClient coordinator, String host, Path path, FileInfo file, Listening listening)
      throws IOException {
    // What fails most easily comes before anybody else is told.
    Mapped mapped = new Mapped(path, file.size());
    try {
      return new LeasedFile(coordinator, register(coordinator, host), mapped, file, listening);
    } catch (RuntimeException e) {
      mapped.close();
      throw e;
    }
  }

  /** Registers this process, as {@link #open} does; again is the same process. */
  public static ProcessInfo register(CoordinatorClient coordinator, String host) {
    int pid = Math.toIntExact(ProcessHandle.current().pid());
    String start = Proc.startTime(pid).map(StartTime::toString).orElse(null);
    return coordinator
        .processes()
        .register(new NewProcess(host, pid, start, Proc.command(pid), null));
  }

  /** The file in memory, until it is closed. */
  private static final class Mapped implements AutoCloseable {

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;

    Mapped(Path path, long size) throws IOException {
      try (FileChannel channel =
          FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        if (channel.size() != size) {
          // Mapping would make it longer.
          throw new IOException(
              "%s has %d bytes, but is registered with %d".formatted(path, channel.size(), size));
        }
        memory = channel.map(MapMode.READ_WRITE, 0, size, arena);
      } catch (IOException | RuntimeException e) {
        arena.close();
        throw e;
      }
    }

    @Override
    public void close() {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }

  /** Who is called when the lease is broken, and how that is heard of. */
  public record Listening(NotificationChannel channel, BreakListener listener) {}

  public ProcessInfo process() {
    return process;
  }

  /** The lease as it now is. */
  public LeaseInfo lease() {
    return holdings.lease(lease.id());
  }

  /** The mapped bytes of the file; as with {@code mmap(2)}, none behind a truncate. */
  public MemorySegment memory() {
    return mapped.memory;
  }

  /**
   * Pins a range for writing, until it is unpinned.
   *
   * @throws RuntimeException if it is not known to be pinned; should it be after all, it is
   *     unpinned with the others
   */
  public PinInfo pin(long offset, long length) {
    return pins.pin(offset, length);
  }

  /**
   * Unpins everything, but for what was taken away already: by then no DMA may be under way.
   *
   * @throws RuntimeException for a pin that may still be there, once the others have been unpinned
   */
  public void unpinAll() {
    var back = new RetryingRelease();
    pins.unpinAll(back);
    back.end();
  }

  /**
   * Gives everything back, and may be tried again where something was left.
   *
   * @throws RuntimeException for something that may still be there, once the rest has been given
   *     back
   */
  @Override
  public void close() {
    breaks.close();
    var back = new RetryingRelease();
    try {
      pins.unpinAll(back);
      sharedLease.leave(this, back, holdings::release);
      back.give(() -> holdings.unmap(mapping.id()));
    } finally {
      mapped.close();
    }
    back.end();
  }
}
