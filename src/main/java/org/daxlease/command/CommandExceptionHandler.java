package org.daxlease.command;

import java.io.UncheckedIOException;
import org.daxlease.client.NoCredentialsException;
import org.daxlease.client.ProblemException;
import org.daxlease.client.UnreachableException;
import org.daxlease.linux.LinuxException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says why a command failed, in one line on standard error, and with which exit code. */
final class CommandExceptionHandler implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    ExitCode code = codeOf(failure);
    command
        .getErr()
        .println(
            TerminalText.lines(
                command.getCommandSpec().qualifiedName() + ": " + failure.getMessage()));
    if (failure instanceof ProblemException problem) {
      if (wantsJson(parsed) && problem.code() != null) {
        command.getOut().println(problem.problem().toPrettyString());
      } else {
        problem
            .problem()
            .path("blockers")
            .forEach(b ->
                command
                    .getErr()
                    .println(
                        TerminalText.line(
                            "  in the way: pid %s on %s"
                                .formatted(b.path("pid").asString(), b.path("host").asString()))));
      }
    }
    if (code == ExitCode.FAILED && !(failure instanceof ProblemException)) {
      failure.printStackTrace(command.getErr());
    }
    return code.number();
  }

  private static boolean wantsJson(ParseResult parsed) {
    ParseResult innermost = parsed;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    return innermost.hasMatchedOption(OutputOptions.JSON);
  }

  private static ExitCode codeOf(Exception failure) {
    return switch (failure) {
      case CommandException ended -> ended.code();
      case NoCredentialsException _ -> ExitCode.CONFIGURATION;
      case UnreachableException _ -> ExitCode.UNAVAILABLE;
      case ProblemException problem -> codeOf(problem);
      case LinuxException _ -> ExitCode.IO;
      case UncheckedIOException _ -> ExitCode.CONFIGURATION;
      default -> ExitCode.FAILED;
    };
  }

  /** By the errno names of the service's problems. */
  private static ExitCode codeOf(ProblemException problem) {
    return switch (problem.code()) {
      case null -> ExitCode.UNAVAILABLE;
      case "EINVAL", "EOVERFLOW", "EFAULT", "EOPNOTSUPP" -> ExitCode.USAGE;
      case "ENOENT", "ESRCH" -> ExitCode.NO_INPUT;
      case "EACCES", "EPERM" -> ExitCode.NOT_ALLOWED;
      case "EWOULDBLOCK", "EAGAIN", "ETXTBSY", "EBUSY", "EDEADLK", "EDQUOT" -> ExitCode.NOT_NOW;
      case "ESTALE" -> ExitCode.GRANT_LOST;
      default -> problem.isPassing() ? ExitCode.UNAVAILABLE : ExitCode.FAILED;
    };
  }
}
