package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.daxlease.http.EventStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A registered process. What it {@code does} must succeed and is remembered as its latest mapping,
 * lease or pin; what it {@code asks} for may be refused.
 */
final class Holder {
  /** Every mapping made in passing reaches this far, often beyond the end of the file. */
  static final long MAPPED = 1L << 20;

  private final Coordinator api;
  private final Answer registered;
  private final Map<String, String> mappings = new HashMap<>();
  private String lease = "none";
  private String pin = "none";

  Holder(Coordinator api, Answer registered) {
    this.api = api;
    this.registered = registered;
  }

  String id() {
    return registered.id();
  }

  Answer now() {
    return api.get("/v1/processes/" + id()).is(200);
  }

  Answer asksToMap(StoredFile file, long offset, long length, String protection) {
    return api.post(
        "/v1/mappings",
        "processId",
        id(),
        "fileId",
        file.id(),
        "offset",
        offset,
        "length",
        length,
        "protection",
        protection);
  }

  /** Maps a part of the file READ_WRITE; later pins of that file go through this mapping. */
  Holder maps(StoredFile file, long offset, long length) {
    mappings.put(file.id(), asksToMap(file, offset, length, "READ_WRITE").is(201).id());
    return this;
  }

  Holder maps(StoredFile file) {
    return maps(file, 0, MAPPED);
  }

  /** The mapping that pins of this file go through, made now if there is none yet. */
  String mapping(StoredFile file) {
    if (!mappings.containsKey(file.id())) {
      maps(file);
    }
    return mappings.getOrDefault(file.id(), "none");
  }

  Answer asksForLease(StoredFile file, @Nullable Object... fields) {
    return api.send(
        "POST",
        "/v1/leases",
        Json.write(Json.object(Json.object("processId", id(), "fileId", file.id()), fields)));
  }

  Holder leases(StoredFile file, @Nullable Object... fields) {
    lease = asksForLease(file, fields).is(201).id();
    return this;
  }

  Answer asksToPin(StoredFile file, long offset, long length, @Nullable Object... fields) {
    return asksToPinThrough(mapping(file), offset, length, fields);
  }

  Answer asksToPinThrough(String mapping, long offset, long length, @Nullable Object... fields) {
    return api.send(
        "POST",
        "/v1/pins",
        Json.write(
            Json.object(
                Json.object(
                    "mappingId", mapping, "offset", offset, "length", length, "access", "WRITE"),
                fields)));
  }

  Holder pins(StoredFile file, long offset, long length, @Nullable Object... fields) {
    pin = asksToPin(file, offset, length, fields).is(201).id();
    return this;
  }

  /** The latest lease. */
  String lease() {
    return lease;
  }

  /** The latest pin. */
  String pin() {
    return pin;
  }

  Answer leaseNow() {
    return api.get("/v1/leases/" + lease).is(200);
  }

  Answer pinNow() {
    return api.get("/v1/pins/" + pin).is(200);
  }

  Answer asksToUnpin(String pinId) {
    return api.delete("/v1/pins/" + pinId);
  }

  Holder unpins() {
    return unpins(pin);
  }

  Holder unpins(String pinId) {
    asksToUnpin(pinId).is(204);
    return this;
  }

  Answer asksToTrim(long offset, long length) {
    return api.post("/v1/pins/" + pin + "/trim", "offset", offset, "length", length);
  }

  /** Asks to hand the latest pin over to another process, into its mapping of that file. */
  Answer asksToTransfer(StoredFile file, Holder receiver) {
    return api.post(
        "/v1/pins/" + pin + "/transfer",
        "processId",
        receiver.id(),
        "mappingId",
        receiver.mapping(file));
  }

  Answer asksToReleaseLease() {
    return api.delete("/v1/leases/" + lease);
  }

  Answer asksToExit() {
    return api.delete("/v1/processes/" + id());
  }

  Holder exits() {
    asksToExit().is(204);
    return this;
  }

  Answer asksToBeFenced() {
    return api.post("/v1/processes/" + id() + "/fence", "reason", "the host was powered off");
  }

  Holder isFenced() {
    asksToBeFenced().is(200);
    return this;
  }

  Answer beats(String... acknowledged) {
    return api.post("/v1/processes/" + id() + "/heartbeat", "acknowledged", List.of(acknowledged));
  }

  /** The signals sent to this process so far, as journalled, oldest first. */
  List<JsonNode> signals() {
    return api.events("type=signal&processId=" + id());
  }

  /** The names of the signals sent to this process so far. */
  List<String> signalled() {
    return signals().stream().map(event -> event.path("data").path("signal").asString()).toList();
  }

  /** When a signal of this name was first sent to this process. */
  Instant signalledAt(String signal) {
    return signals().stream()
        .filter(event -> event.path("data").path("signal").asString().equals(signal))
        .map(Coordinator::time)
        .findFirst()
        .orElseThrow();
  }

  /** Waits until exactly these signals have been sent to this process. */
  Holder gets(String... signals) {
    await()
        .alias("signals of process " + id())
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(signalled()).containsExactly(signals));
    return this;
  }

  EventStream listens(String... headers) {
    return api.stream("/v1/processes/" + id() + "/signals", headers);
  }
}
