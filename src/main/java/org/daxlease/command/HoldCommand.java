package org.daxlease.command;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.FileInfo;
import org.daxlease.client.LeaseInfo;
import org.daxlease.holder.BreakListener;
import org.daxlease.holder.LeasedFile;
import org.daxlease.holder.NotificationChannel;
import org.daxlease.linux.OpenFile;
import org.daxlease.linux.Proc;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code daxlease hold}: a holder to try things with. */
@Command(
    name = "hold",
    description =
        "Maps and pins a file and writes into it until somebody wants it: a holder to"
            + " try things with.",
    sortOptions = false)
final class HoldCommand implements Callable<Integer> {

  private static final long STROKE_MILLIS = 50;

  @Mixin private FileOptions file = new FileOptions();

  @Option(names = "--host", paramLabel = "NAME", description = "this host's name (uname -n)")
  private @Nullable String host;

  @Option(
      names = {"-o", "--offset"},
      paramLabel = "BYTES",
      converter = TypeConverters.Bytes.class,
      description = "where the pin begins")
  private long offset;

  @Option(
      names = {"-l", "--length"},
      paramLabel = "BYTES",
      converter = TypeConverters.Bytes.class,
      description = "how long it is (to the end of the file)")
  private @Nullable Long length;

  @Option(
      names = "--by",
      paramLabel = "HOW",
      description = "hears of it by the real SIGNAL, or by its STREAM (${DEFAULT-VALUE})")
  private NotificationChannel by = NotificationChannel.STREAM;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions form = new OutputOptions();

  private final CountDownLatch wanted = new CountDownLatch(1);

  @Override
  public Integer call() {
    CoordinatorClient coordinator = server.coordinator();
    FileInfo registered = file.registered(coordinator.files());
    try (OpenFile onDisk = file.open()) {
      file.check(onDisk, registered);
    }
    try (ShutdownHook shutdownHook = ShutdownHook.listen()) {
      hold(coordinator, registered, shutdownHook);
      return (shutdownHook.isRequested() ? ExitCode.INTERRUPTED : ExitCode.DONE).number();
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.NO_INPUT, file.path() + " cannot be mapped: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.INTERRUPTED, "interrupted");
    }
  }

  private void hold(CoordinatorClient coordinator, FileInfo registered, ShutdownHook shutdownHook)
      throws IOException, InterruptedException {
    Output output = form.output();
    BreakListener stop =
        lease -> {
          output.say("SIGIO: " + told(lease));
          wanted.countDown();
        };
    String here = host == null ? Proc.hostName() : host;
    UUID process = LeasedFile.register(coordinator, here).id();
    try (LeasedFile held =
        LeasedFile.open(
            coordinator, here, file.path(), registered, new LeasedFile.Listening(by, stop))) {
      long end = length == null ? registered.size() : offset + length;
      held.pin(offset, end - offset);
      output.result(
          "pid " + ProcessHandle.current().pid() + " holds [" + offset + ", " + end + ")",
          coordinator.show("/v1/processes/{id}", process));
      // A pin reaches to the end of the last page, the memory only to that of the file.
      long begin = Math.min(offset, registered.size());
      write(held.memory().asSlice(begin, Math.min(end, registered.size()) - begin), shutdownHook);
      held.unpinAll();
      output.say("unpinned");
    } finally {
      // However it ended: its memory is about to go, and nothing of it is to be waited for.
      coordinator.processes().exited(process);
    }
  }

  /** As an adapter would, until it is asked to stop. */
  private void write(MemorySegment memory, ShutdownHook shutdownHook) throws InterruptedException {
    byte value = 0;
    while (!shutdownHook.isRequested() && !wanted.await(STROKE_MILLIS, TimeUnit.MILLISECONDS)) {
      // Of a pin that only touches what follows the last byte nothing can be written to.
      if (memory.byteSize() > 0) {
        memory.set(ValueLayout.JAVA_BYTE, 0, value++);
      }
    }
  }

  private static String told(LeaseInfo lease) {
    return lease.breaking() == null
        ? "nothing waits for this holder"
        : "at " + lease.breaking().stage() + " until " + lease.breaking().deadline();
  }
}
