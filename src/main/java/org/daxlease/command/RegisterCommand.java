package org.daxlease.command;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.NewProcess;
import org.daxlease.client.ProcessInfo;
import org.daxlease.linux.Proc;
import org.daxlease.linux.StartTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code daxlease register}. */
@Command(
    name = "register",
    description =
        "Registers a process of this host, with its start time, so that the node agent"
            + " knows it again.",
    sortOptions = false)
final class RegisterCommand implements Callable<Integer> {

  @Option(names = "--host", paramLabel = "NAME", description = "this host's name (uname -n)")
  private @Nullable String host;

  @Option(names = "--pid", required = true, paramLabel = "PID", description = "the process")
  private int pid;

  @Option(names = "--command", paramLabel = "TEXT", description = "what it is (its command line)")
  private @Nullable String command;

  @Option(
      names = "--heartbeat-ttl",
      paramLabel = "TIME",
      converter = TypeConverters.Time.class,
      description = "marked as lapsed after this time without a heartbeat; the agent sends them")
  private @Nullable Duration heartbeatTtl;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions form = new OutputOptions();

  @Override
  public Integer call() {
    Optional<StartTime> start = startTime();
    if (start.isEmpty()) {
      throw new CommandException(ExitCode.NO_INPUT, "no process here has pid " + pid);
    }
    String what = command == null ? Proc.command(pid) : command;
    CoordinatorClient coordinator = server.coordinator();
    ProcessInfo registered =
        coordinator
            .processes()
            .register(
                new NewProcess(
                    host == null ? Proc.hostName() : host,
                    pid,
                    start.get().toString(),
                    what,
                    heartbeatTtl));
    JsonNode shown = coordinator.show("/v1/processes/{id}", registered.id());
    String text =
        "process %s: pid %d on %s, started %s"
            .formatted(registered.id(), pid, registered.host(), registered.startTime());
    form.output().result(text, shown);
    return ExitCode.DONE.number();
  }

  private Optional<StartTime> startTime() {
    try {
      return pid > 0 && Proc.isProcess(pid) ? Proc.startTime(pid) : Optional.empty();
    } catch (UncheckedIOException e) {
      throw new CommandException(ExitCode.NO_INPUT, "pid " + pid + " may not be read");
    }
  }
}
