package org.daxlease.agent;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.daxlease.client.Coordinator;
import org.daxlease.client.Event;
import org.daxlease.client.EventStream;

/** Follows who comes and goes on the host, after having taken over who is there. */
final class ProcessFollower implements Follower {

  private final Coordinator coordinator;
  private final Roster roster;
  private final String path;

  ProcessFollower(Coordinator coordinator, String host, Roster roster) {
    this.coordinator = coordinator;
    this.roster = roster;
    this.path = "/v1/events?type=process.&host=" + URLEncoder.encode(host, StandardCharsets.UTF_8);
  }

  @Override
  public EventStream open() {
    return coordinator.stream(path, null);
  }

  @Override
  public void begin() {
    roster.takeOver();
  }

  @Override
  public void take(EventStream.Block block) {
    Event event = block.event();
    if (event == null) {
      return;
    }
    UUID id = Objects.requireNonNull(event.id("processId"));
    switch (event.what()) {
      case "process.registered" -> roster.find(id);
      case "process.changed" -> roster.changed(id);
      case "process.exited", "process.fenced" -> roster.ended(id);
      default -> {
        // A missed heartbeat, or one that came again, is not for us to act on.
      }
    }
  }
}
