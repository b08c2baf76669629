package org.daxlease.acceptance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A registered file, seen by the orchestrator that wants to change it. */
final class StoredFile {
  private final Coordinator api;
  private final String id;
  private final List<Operation> accepted = new ArrayList<>();

  StoredFile(Coordinator api, String id) {
    this.api = api;
    this.id = id;
  }

  String id() {
    return id;
  }

  String path() {
    return "/v1/files/" + id;
  }

  Answer now() {
    return api.get(path()).is(200);
  }

  /** Asserts that the registration exists, or that it does not. */
  void isThere(boolean expected) {
    api.get(path()).is(expected ? 200 : 404);
  }

  long size() {
    return now().number("size");
  }

  long generation() {
    return now().number("generation");
  }

  /** Requests an operation, whatever the answer. */
  Answer asks(String kind, @Nullable Object... fields) {
    Answer answer =
        api.send(
            "POST",
            "/v1/operations",
            Json.write(Json.object(Json.object("fileId", id, "kind", kind), fields)));
    if (answer.status() == 201 || answer.status() == 202) {
      accepted.add(new Operation(api, answer));
    }
    return answer;
  }

  Answer asksToTruncate(long newSize, @Nullable Object... fields) {
    return asks("TRUNCATE", with(fields, "newSize", newSize));
  }

  Answer asksToPunch(long offset, long length, @Nullable Object... fields) {
    return asks("PUNCH_HOLE", with(fields, "offset", offset, "length", length));
  }

  /** Requests an operation that must at least be taken on. */
  Operation requests(String kind, @Nullable Object... fields) {
    return Operation.of(api, asks(kind, fields));
  }

  Operation truncates(long newSize, @Nullable Object... fields) {
    return Operation.of(api, asksToTruncate(newSize, fields));
  }

  Operation punches(long offset, long length, @Nullable Object... fields) {
    return Operation.of(api, asksToPunch(offset, length, fields));
  }

  /** The operations that were taken on, for the clean-up after a test. */
  List<Operation> accepted() {
    return List.copyOf(accepted);
  }

  Answer livePins() {
    return api.get(path() + "/pins").is(200);
  }

  Answer liveLeases() {
    return api.get(path() + "/leases").is(200);
  }

  Answer liveMappings() {
    return api.get(path() + "/mappings").is(200);
  }

  Answer liveOperations() {
    return api.get(path() + "/operations").is(200);
  }

  Answer blockers(long offset, long length) {
    return api.get(path() + "/blockers?offset=" + offset + "&length=" + length).is(200);
  }

  /** The processes that would hold up an operation there. */
  List<String> blockingProcesses(long offset, long length) {
    return blockers(offset, length).items().stream()
        .map(blocker -> blocker.path("processId").asString())
        .toList();
  }

  /** This file's journal entries of a type prefix, oldest first. */
  List<JsonNode> events(String type) {
    return api.events("fileId=" + id + "&type=" + type);
  }

  /** The types of all journal entries of this file, oldest first. */
  List<String> eventTypes() {
    return api.events("fileId=" + id).stream().map(Coordinator::type).toList();
  }

  private static @Nullable Object[] with(@Nullable Object[] fields, @Nullable Object... more) {
    List<@Nullable Object> all = new ArrayList<>(List.of(more));
    all.addAll(Arrays.asList(fields));
    return all.toArray();
  }
}
