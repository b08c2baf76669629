package org.daxlease.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The commands of the jar. They run without an application context: what a command needs is made by
 * hand, so that it is there in well under a second.
 */
@Command(
    name = "daxlease",
    description = "Leases on pinned files. Without a command the jar is the service.",
    subcommands = {
      TruncateCommand.class,
      PunchCommand.class,
      BlockersCommand.class,
      PsCommand.class,
      WatchCommand.class,
      RegisterCommand.class,
      AgentCommand.class,
      HoldCommand.class
    },
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = Commands.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    usageHelpAutoWidth = true)
public final class Commands implements Runnable {

  private static final List<String> OPTIONS = List.of("-h", "--help", "-V", "--version");

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  /** Prints the version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Commands.class.getPackage().getImplementationVersion();
      return new String[] {"daxlease " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
  }

  /**
   * Whether these arguments name a command: the service itself takes options only, so any word is
   * one, be it misspelt or behind options that should follow it.
   */
  public static boolean isMeant(String... arguments) {
    return arguments.length > 0
        && (OPTIONS.contains(arguments[0])
            || Stream.of(arguments).anyMatch(argument -> !argument.startsWith("-")));
  }

  /** Runs a command; the answer is its exit code. */
  public static int run(String... arguments) {
    // The agent, which runs for long, has a log; the others say what they have to say.
    System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "WARN");
    // Spring would look for Log4j first, and set all of it up.
    System.setProperty(
        "org.apache.commons.logging.LogFactory", "org.apache.commons.logging.impl.Slf4jLogFactory");
    // Not System.out, which keeps to itself that it could not write.
    var out = new FileOutputStream(FileDescriptor.out);
    return execute(line().setOut(new PrintWriter(out, true, System.out.charset())), arguments);
  }

  /** The same with other streams. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return execute(line().setOut(out).setErr(err), arguments);
  }

  private static int execute(CommandLine line, String... arguments) {
    int code;
    try {
      code = line.execute(arguments);
    } finally {
      ShutdownHook.said();
    }
    if (code == ExitCode.DONE.number() && line.getOut().checkError()) {
      line.getErr().println("daxlease: " + ExitCode.UNREAD.meaning());
      return ExitCode.UNREAD.number();
    }
    return code;
  }

  private static CommandLine line() {
    var line = new CommandLine(new Commands());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // The name of a file may begin with @.
    line.setExpandAtFiles(false);
    line.registerConverter(Path.class, new TypeConverters.FilePath());
    line.registerConverter(UUID.class, new TypeConverters.Id());
    line.setExecutionExceptionHandler(new CommandExceptionHandler());
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(" " + code.number(), code.meaning());
    }
    line.getCommandSpec().usageMessage().exitCodeList(codes);
    line.getSubcommands()
        .values()
        .forEach(c -> c.getCommandSpec().usageMessage().exitCodeList(codes));
    return line;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }
}
