package org.daxlease.command;

import java.util.concurrent.Callable;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.FileInfo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code daxlease blockers}. */
@Command(
    name = "blockers",
    description = "Says who would hold up an operation on a file, or on a part of it.",
    sortOptions = false)
final class BlockersCommand implements Callable<Integer> {

  @Mixin private FileOptions file = new FileOptions();

  @Option(
      names = {"-o", "--offset"},
      paramLabel = "BYTES",
      converter = TypeConverters.Bytes.class,
      description = "where the part begins")
  private @Nullable Long offset;

  @Option(
      names = {"-l", "--length"},
      paramLabel = "BYTES",
      converter = TypeConverters.Bytes.class,
      description = "how many bytes it has")
  private @Nullable Long length;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions form = new OutputOptions();

  @Override
  public Integer call() {
    CoordinatorClient coordinator = server.coordinator();
    FileInfo registered = file.registered(coordinator.files());
    String range = "?offset=" + (offset == null ? 0 : offset);
    if (length != null) {
      range += "&length=" + length;
    }
    JsonNode shown = coordinator.list("/v1/files/{id}/blockers" + range, registered.id());
    form.output().result(text(shown), shown);
    return ExitCode.DONE.number();
  }

  static String text(JsonNode shown) {
    var table = new Table("HOST", "PID", "RANGE", "STAGE", "UNTIL", "PROCESS");
    for (JsonNode blocker : shown.path("items")) {
      for (JsonNode pin : blocker.path("pins")) {
        row(table, blocker, Table.range(pin));
      }
      long unnamed = Table.unnamed(blocker);
      if (unnamed > 0) {
        row(table, blocker, unnamed + " more");
      }
    }
    for (JsonNode ahead : shown.path("operations")) {
      table.row(
          "-",
          "-",
          Table.range(ahead.path("affected")),
          Table.text(ahead, "state"),
          "-",
          "operation " + Table.text(ahead, "id"));
    }
    return table.isEmpty() ? "nobody" : table.toString();
  }

  private static void row(Table table, JsonNode blocker, String range) {
    table.row(
        Table.text(blocker, "host"),
        Table.text(blocker, "pid"),
        range,
        Table.text(blocker, "stage"),
        Table.text(blocker, "deadline"),
        Table.text(blocker, "processId"));
  }
}
