package org.daxlease.checker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A journal told by hand, entry by entry, and ways to falsify it. */
final class Story {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final JsonMapper JSON = JsonMapper.shared();

  private final List<ObjectNode> events = new ArrayList<>();
  private long millis;

  /** The entries from here on are of this moment, in milliseconds since the start. */
  Story at(long moment) {
    millis = moment;
    return this;
  }

  static String time(long moment) {
    return START.plusMillis(moment).toString();
  }

  /** Adds an entry at its moment, with the names and values of its data in turn. */
  Story entry(String type, @Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value instanceof Map<?, ?> more && namesAndValues[i].equals("")) {
        more.forEach((name, each) -> data.put(String.valueOf(name), each));
      } else {
        data.put(String.valueOf(namesAndValues[i]), value);
      }
    }
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    event.put("specversion", "1.0");
    event.put("id", "");
    event.put("type", "org.daxlease." + type);
    if (data.get("fileId") != null) {
      event.put("subject", data.get("fileId"));
    }
    event.put("time", time(millis));
    event.put("data", data);
    int place = events.size();
    while (place > 0 && timeOf(place).isAfter(START.plusMillis(millis))) {
      place--;
    }
    events.add(place, JSON.valueToTree(event));
    return renumbered();
  }

  private Instant timeOf(int position) {
    return Instant.parse(events.get(position - 1).path("time").asString());
  }

  /** Takes the entry at a position out; the others close ranks. */
  Story without(int position) {
    events.remove(position - 1);
    return renumbered();
  }

  /** Tells the entry at a position again, right behind it. */
  Story twice(int position) {
    events.add(position, events.get(position - 1).deepCopy());
    return renumbered();
  }

  /** Puts the entry at one position to another; those between make room. */
  Story moved(int from, int to) {
    events.add(to - 1, events.remove(from - 1));
    return renumbered();
  }

  /** Takes the entry at a position out and leaves a gap. */
  Story gapAt(int position) {
    events.remove(position - 1);
    return this;
  }

  /** Changes the data of an entry. */
  Story changed(int position, Consumer<ObjectNode> how) {
    how.accept((ObjectNode) events.get(position - 1).path("data"));
    return this;
  }

  /** Changes the envelope of an entry. */
  Story sealedOtherwise(int position, Consumer<ObjectNode> how) {
    how.accept(events.get(position - 1));
    return this;
  }

  /** Changes when the entries from one position to another were made. */
  Story retimed(int from, int to, long moment) {
    for (int i = from; i <= to; i++) {
      events.get(i - 1).put("time", time(moment));
    }
    return this;
  }

  /** Gives all their positions, also where one entry names that of another. */
  private Story renumbered() {
    Map<String, String> positions = new HashMap<>();
    for (int i = 0; i < events.size(); i++) {
      String position = Integer.toString(i + 1);
      positions.putIfAbsent(events.get(i).path("id").asString(), position);
      events.get(i).put("id", position);
    }
    for (ObjectNode event : events) {
      if (event.path("data") instanceof ObjectNode data && data.has("eventId")) {
        data.put("eventId", positions.getOrDefault(data.path("eventId").asString(), "0"));
      }
    }
    return this;
  }

  /** The position of the nth entry of a type, counted from 1. */
  int position(String type, int nth) {
    int left = nth;
    for (ObjectNode event : events) {
      if (event.path("type").asString().equals("org.daxlease." + type) && --left == 0) {
        return Integer.parseInt(event.path("id").asString());
      }
    }
    throw new IllegalArgumentException("there is no " + type + " number " + nth);
  }

  /** Changes the data of the entry told last. */
  Story changedLast(Consumer<ObjectNode> how) {
    return changed(events.size(), how);
  }

  /** The position of the signal that stands last. */
  int lastSignal() {
    int position = events.size();
    while (!type(position).startsWith("signal.")) {
      position--;
    }
    return position;
  }

  int size() {
    return events.size();
  }

  String type(int position) {
    return events.get(position - 1).path("type").asString().replace("org.daxlease.", "");
  }

  List<JsonNode> events() {
    return List.copyOf(events);
  }

  Verdict verdict() {
    return JournalChecker.check(events());
  }
}
