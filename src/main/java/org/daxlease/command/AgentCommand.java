package org.daxlease.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.daxlease.agent.AgentSettings;
import org.daxlease.agent.NodeAgent;
import org.daxlease.agent.Permissions;
import org.daxlease.agent.RealSignal;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.linux.Proc;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code daxlease agent}. */
@Command(
    name = "agent",
    description = "Sends the real signals to the processes of this host and reports their exits.",
    sortOptions = false)
final class AgentCommand implements Callable<Integer> {

  /** What the service takes. */
  private static final Duration SHORTEST_TTL = Duration.ofSeconds(1);

  private static final Duration LONGEST_TTL = Duration.ofMinutes(10);

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "the name that this host's processes are registered with (uname -n)")
  private @Nullable String host;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      defaultValue = "/var/lib/daxlease-agent",
      description = "keeps the agent's position over restarts (${DEFAULT-VALUE})")
  private Path stateDirectory = Path.of("/var/lib/daxlease-agent");

  @Option(
      names = "--signals",
      split = ",",
      paramLabel = "SIGNAL",
      description = "the signals it may send (SIGIO,SIGBUS,SIGKILL)")
  private Set<RealSignal> signals = EnumSet.allOf(RealSignal.class);

  @Option(
      names = "--users",
      split = ",",
      paramLabel = "USER",
      converter = UidConverter.class,
      description = "names or uids whose processes it may signal (all)")
  private List<Long> users = List.of();

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = TypeConverters.Time.class,
      defaultValue = "15s",
      description = "how long it counts as alive after a sign of life (${DEFAULT-VALUE})")
  private Duration ttl = Duration.ofSeconds(15);

  @Option(names = "--dry-run", description = "only say what it would do, and change nothing")
  private boolean dryRun;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions form = new OutputOptions();

  @Override
  public Integer call() throws InterruptedException {
    AgentLog.to(form.json());
    if (ttl.compareTo(SHORTEST_TTL) < 0 || ttl.compareTo(LONGEST_TTL) > 0) {
      throw new CommandException(ExitCode.USAGE, "--ttl must be 1s to 10m");
    }
    var permissions = new Permissions(signals, users.stream().collect(Collectors.toSet()), dryRun);
    var settings =
        new AgentSettings(host == null ? Proc.hostName() : host, stateDirectory, ttl, permissions);
    // A token that cannot be read now would look like a service that is away, for ever.
    server.credentials().authorization();
    CoordinatorClient coordinator = server.coordinator();
    NodeAgent agent;
    try {
      agent = new NodeAgent(coordinator, settings);
    } catch (IllegalStateException e) {
      throw new CommandException(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()));
    }
    try (agent) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(agent::close));
      agent.start();
      agent.awaitEnd();
    }
    return ExitCode.FAILED.number();
  }
}
