package org.daxlease.agent;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Event;
import org.daxlease.client.EventStream;

/** Follows who comes and goes on the host, after having taken over who is there. */
final class ProcessEventConsumer implements StreamConsumer {

  private final CoordinatorClient coordinator;
  private final ProcessTable processTable;
  private final String path;

  ProcessEventConsumer(CoordinatorClient coordinator, String host, ProcessTable processTable) {
    this.coordinator = coordinator;
    this.processTable = processTable;
    this.path = "/v1/events?type=process.&host=" + URLEncoder.encode(host, StandardCharsets.UTF_8);
  }

  @Override
  public EventStream open() {
    return coordinator.stream(path, null);
  }

  @Override
  public void begin() {
    processTable.takeOver();
  }

  @Override
  public void take(EventStream.Block block) {
    Event event = block.event();
    if (event == null) {
      return;
    }
    UUID id = Objects.requireNonNull(event.id("processId"));
    switch (event.what()) {
      case "process.registered" -> processTable.find(id);
      case "process.changed" -> processTable.changed(id);
      case "process.exited", "process.fenced" -> processTable.ended(id);
      default -> {
        // A missed heartbeat, or one that came again, is not for us to act on.
      }
    }
  }
}
