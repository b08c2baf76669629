package org.daxlease.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Event;
import org.daxlease.client.EventStream;
import org.daxlease.client.ProblemException;
import org.daxlease.client.UnreachableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code daxlease watch}. */
@Command(
    name = "watch",
    description = "Prints events as they happen, until Ctrl-C; resumes when the service was away.",
    sortOptions = false)
final class WatchCommand implements Callable<Integer> {

  private static final long PAUSE_MILLIS = 1000;

  @Option(
      names = "--type",
      paramLabel = "PREFIX",
      description = "only types that begin with this, such as signal or operation.granted")
  private @Nullable String type;

  @Option(names = "--host", paramLabel = "NAME", description = "only events of this host")
  private @Nullable String host;

  @Option(names = "--file", paramLabel = "PATH", description = "only events of this file")
  private @Nullable Path file;

  @Option(names = "--filesystem", paramLabel = "NAME", description = "only of this file system")
  private @Nullable String filesystem;

  @Option(names = "--process", paramLabel = "ID", description = "only of this process")
  private @Nullable UUID process;

  @Option(
      names = "--after",
      paramLabel = "POSITION",
      description = "begin behind this position; 0 is the beginning of the journal")
  private @Nullable Long after;

  @Option(names = "--count", paramLabel = "N", description = "end after so many events")
  private long count = Long.MAX_VALUE;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions form = new OutputOptions();

  @Override
  public Integer call() throws InterruptedException {
    CoordinatorClient coordinator = server.coordinator();
    Output output = form.output();
    String path = path(coordinator);
    Long position = after;
    long left = count;
    boolean seen = false;
    var outageReporter = new OutageReporter(output::warn);
    while (left > 0) {
      try (EventStream stream = coordinator.stream(path, position)) {
        seen = true;
        EventStream.Block block = stream.next();
        while (block != null && left > 0) {
          outageReporter.ends();
          if (block.reset()) {
            output.warn("what happened behind position " + position + " is no longer kept");
          }
          position = block.position();
          if (block.event() != null) {
            output.line(text(block.event()), block.event());
            left--;
          }
          block = left > 0 ? stream.next() : null;
        }
      } catch (UnreachableException | ProblemException e) {
        if (!seen || ProblemException.isFinal(e)) {
          throw e;
        }
        outageReporter.goesOn(e);
      }
      if (left > 0) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    return ExitCode.DONE.number();
  }

  private static String text(Event event) {
    var text = new StringBuilder();
    text.append(event.time()).append("  ").append(event.id()).append("  ").append(event.what());
    for (String field :
        List.of("host", "pid", "path", "kind", "state", "outcome", "confirmed", "stage")) {
      JsonNode value = event.data().path(field);
      if (!value.isMissingNode() && !value.isNull()) {
        text.append("  ").append(field).append('=').append(value.asString());
      }
    }
    if (event.data().has("offset") && event.data().path("offset").isNumber()) {
      text.append("  ").append(Table.range(event.data()));
    }
    return text.toString();
  }

  private String path(CoordinatorClient coordinator) {
    List<String> filters = new ArrayList<>();
    add(filters, "type", type);
    add(filters, "host", host);
    add(filters, "processId", process);
    if (file != null) {
      add(filters, "fileId", new RegisteredFiles(coordinator.files()).find(file, filesystem).id());
    } else {
      add(filters, "filesystem", filesystem);
    }
    return "/v1/events" + (filters.isEmpty() ? "" : "?" + String.join("&", filters));
  }

  private static void add(List<String> filters, String name, @Nullable Object value) {
    if (value != null) {
      filters.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
  }
}
