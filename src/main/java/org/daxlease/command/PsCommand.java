package org.daxlease.command;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.daxlease.client.CoordinatorClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code daxlease ps}. */
@Command(
    name = "ps",
    description = "Lists the running processes that have something pinned, with what it is.",
    sortOptions = false)
final class PsCommand implements Callable<Integer> {

  private static final String PAGE = "limit=1000";

  @Option(names = "--host", paramLabel = "NAME", description = "of this host only")
  private @Nullable String host;

  @Option(
      names = {"-a", "--all"},
      description = "also those that have nothing pinned")
  private boolean all;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions form = new OutputOptions();

  @Override
  public Integer call() {
    CoordinatorClient coordinator = server.coordinator();
    ObjectNode shown = JsonMapper.shared().createObjectNode();
    ArrayNode items = shown.putArray("items");
    eachOf(
        from -> processes(coordinator, from),
        process -> {
          ArrayNode pins = ((ObjectNode) process).putArray("filePins");
          eachOf(from -> filePins(coordinator, process.path("id").asString(), from), pins::add);
          if (all || !pins.isEmpty()) {
            items.add(process);
          }
        });
    form.output().result(text(items), shown);
    return ExitCode.DONE.number();
  }

  /**
   * Everything in a list, page by page.
   *
   * @param pages a page, by what its path has of where it begins
   */
  private static void eachOf(Function<String, JsonNode> pages, Consumer<JsonNode> item) {
    String from = "";
    do {
      JsonNode page = pages.apply(from);
      page.path("items").forEach(item);
      String cursor = page.path("nextCursor").asString("");
      from = cursor.isEmpty() ? "" : "&cursor=" + cursor;
    } while (!from.isEmpty());
  }

  private JsonNode processes(CoordinatorClient coordinator, String from) {
    return host == null
        ? coordinator.list("/v1/processes?state=RUNNING&" + PAGE + from)
        : coordinator.list("/v1/processes?state=RUNNING&" + PAGE + from + "&host={host}", host);
  }

  private static JsonNode filePins(CoordinatorClient coordinator, String processId, String from) {
    return coordinator.list("/v1/processes/{id}/file-pins?" + PAGE + from, processId);
  }

  static String text(JsonNode items) {
    var table = new Table("HOST", "PID", "FILE", "RANGE", "AGE", "PROCESS");
    for (JsonNode process : items) {
      String[] who = {
        Table.text(process, "host"), Table.text(process, "pid"), Table.text(process, "id")
      };
      if (process.path("filePins").isEmpty()) {
        table.row(who[0], who[1], "-", "-", "-", who[2]);
      }
      for (JsonNode file : process.path("filePins")) {
        String path = Table.text(file, "filesystem") + ":" + Table.text(file, "path");
        for (JsonNode pin : file.path("pins")) {
          String age = Table.text(pin, "ageSeconds") + "s";
          table.row(who[0], who[1], path, Table.range(pin), age, who[2]);
        }
        long unnamed = Table.unnamed(file);
        if (unnamed > 0) {
          table.row(who[0], who[1], path, unnamed + " more", "-", who[2]);
        }
      }
    }
    return table.isEmpty() ? "nothing is pinned" : table.toString();
  }
}
