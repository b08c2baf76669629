package org.daxlease.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code daxlease truncate}. */
@Command(
    name = "truncate",
    description = "Truncates a file once nobody's pins are in the way any more.",
    sortOptions = false)
final class TruncateCommand implements Callable<Integer> {

  @Mixin private FileOptions file = new FileOptions();

  @Option(
      names = {"-s", "--size"},
      required = true,
      paramLabel = "BYTES",
      converter = TypeConverters.Bytes.class,
      description = "its new size; K, M, G and T are powers of 1024")
  private long size;

  @Mixin private ChangeOptions how = new ChangeOptions();
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions form = new OutputOptions();

  @Override
  public Integer call() {
    var runner = new FileChangeRunner(server.coordinator(), file, how, form.output());
    return runner.run(new FileChange.Truncate(size), FileChangeRunner.requester("truncate"));
  }
}
