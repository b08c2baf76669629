package org.daxlease.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;

/** What the service has acknowledged, to be looked for in its journal. */
public final class Promises {

  /**
   * One acknowledged command.
   *
   * @param type of the entry that must tell of it
   * @param id the thing that the entry must name
   * @param once whether each acknowledgement needs an entry of its own
   */
  private record Promise(String type, String id, boolean once, String acknowledged) {

    String key() {
      return type + " " + id;
    }
  }

  private static final List<String> IDS =
      List.of("pinId", "leaseId", "mappingId", "operationId", "processId", "fileId");

  private final Collection<Promise> promises = new ConcurrentLinkedQueue<>();

  /** A command whose repetition is not acknowledged again: as many entries as promises. */
  void once(String type, String id, Reply acknowledged) {
    promises.add(new Promise(type, id, true, acknowledged.toString()));
  }

  /** A command that may be repeated: at least one entry. */
  void made(String type, String id, Reply acknowledged) {
    promises.add(new Promise(type, id, false, acknowledged.toString()));
  }

  public int size() {
    return promises.size();
  }

  /** The promises that the journal does not keep. */
  public List<String> broken(List<JsonNode> journal) {
    Map<String, Integer> entries = new HashMap<>();
    for (JsonNode event : journal) {
      String type = event.path("type").asString().replace("org.daxlease.", "");
      for (String field : IDS) {
        JsonNode id = event.path("data").path(field);
        if (id.isString()) {
          entries.merge(type + " " + id.asString(), 1, Integer::sum);
        }
      }
    }
    Map<String, Integer> left = new HashMap<>(entries);
    List<String> broken = new ArrayList<>();
    for (Promise promise : promises) {
      boolean kept =
          promise.once()
              ? left.merge(promise.key(), -1, Integer::sum) >= 0
              : entries.containsKey(promise.key());
      if (!kept) {
        broken.add("no " + promise.key() + " in the journal for " + promise.acknowledged());
      }
    }
    return broken;
  }
}
