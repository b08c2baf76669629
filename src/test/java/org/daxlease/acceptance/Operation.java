package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** An operation that the coordinator has taken on. */
final class Operation {
  private final Coordinator api;
  private final Answer requested;

  Operation(Coordinator api, Answer requested) {
    this.api = api;
    this.requested = requested;
  }

  static Operation of(Coordinator api, Answer answer) {
    boolean waits = Set.of("QUEUED", "BREAKING").contains(answer.state());
    return new Operation(api, answer.is(waits ? 202 : 201));
  }

  /** The answer to the request. */
  Answer requested() {
    return requested;
  }

  String id() {
    return requested.id();
  }

  String path() {
    return "/v1/operations/" + id();
  }

  Answer now() {
    return api.get(path()).is(200);
  }

  String state() {
    return now().state();
  }

  /** Asserts the status and state that the request was answered with. */
  Operation was(int status, String state) {
    requested.is(status);
    assertThat(requested.state()).as(requested.toString()).isEqualTo(state);
    return this;
  }

  /** Asserts the state at this moment. */
  Operation isStill(String state) {
    Answer now = now();
    assertThat(now.state()).as(now.toString()).isEqualTo(state);
    return this;
  }

  /** Waits until the operation is in this state. */
  Operation becomes(String state) {
    await()
        .alias(path() + " becomes " + state)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> isStill(state));
    return this;
  }

  long token() {
    return now().number("token");
  }

  Answer asksToComplete(long token) {
    return api.post(path() + "/complete", "token", token);
  }

  Answer asksToRenew(long token) {
    return api.post(path() + "/renew", "token", token);
  }

  Answer asksToCancel() {
    return api.delete(path());
  }

  /** Completes with the token of the grant. */
  Operation completes() {
    asksToComplete(token()).is(200);
    return this;
  }

  Operation cancels() {
    asksToCancel().is(200);
    return this;
  }

  List<JsonNode> breaks() {
    return now().list("breaks");
  }

  /** How the one break of this operation ended; empty while it runs. */
  String outcome() {
    List<JsonNode> breaks = breaks();
    assertThat(breaks).as("breaks of %s", now()).hasSize(1);
    return breaks.getFirst().path("outcome").asString("");
  }

  /** The processes whose pins are in the way now. */
  List<String> blockers() {
    return now().list("blockers").stream().map(b -> b.path("processId").asString()).toList();
  }
}
