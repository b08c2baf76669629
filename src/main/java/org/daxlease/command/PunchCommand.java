package org.daxlease.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code daxlease punch}. */
@Command(
    name = "punch",
    description = "Punches a hole into a file once nobody's pins are in the way any more.",
    sortOptions = false)
final class PunchCommand implements Callable<Integer> {

  @Mixin private FileOptions file = new FileOptions();

  @Option(
      names = {"-o", "--offset"},
      required = true,
      paramLabel = "BYTES",
      converter = TypeConverters.Bytes.class,
      description = "where the hole begins; K, M, G and T are powers of 1024")
  private long offset;

  @Option(
      names = {"-l", "--length"},
      required = true,
      paramLabel = "BYTES",
      converter = TypeConverters.Bytes.class,
      description = "how long it is")
  private long length;

  @Mixin private ChangeOptions how = new ChangeOptions();
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions form = new OutputOptions();

  @Override
  public Integer call() {
    var runner = new FileChangeRunner(server.coordinator(), file, how, form.output());
    return runner.run(new FileChange.Punch(offset, length), FileChangeRunner.requester("punch"));
  }
}
