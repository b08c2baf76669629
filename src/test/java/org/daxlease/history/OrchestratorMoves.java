package org.daxlease.history;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.daxlease.history.Stage.Stored;
import tools.jackson.databind.JsonNode;

/** What orchestrators do: ask for operations, work under their grants, give them up, look on. */
final class OrchestratorMoves {

  private static final List<String> KINDS =
      List.of(
          "TRUNCATE",
          "TRUNCATE",
          "TRUNCATE",
          "PUNCH_HOLE",
          "PUNCH_HOLE",
          "PUNCH_HOLE",
          "ZERO_RANGE",
          "COLLAPSE_RANGE",
          "INSERT_RANGE",
          "EXTEND",
          "READ",
          "WRITEBACK");

  private static final Set<String> SIZED = Set.of("TRUNCATE", "EXTEND");

  private final Stage stage;
  private final RandomGenerator random;

  OrchestratorMoves(Stage stage, RandomGenerator random) {
    this.stage = stage;
    this.random = random;
  }

  void request() {
    request(KINDS.get(random.nextInt(KINDS.size())), false);
  }

  void dryRun() {
    request(KINDS.get(random.nextInt(KINDS.size())), true);
  }

  /** Removes a file for good; another comes in its place. */
  void unlink() {
    request("UNLINK", false);
  }

  private void request(String kind, boolean dryRun) {
    stage.files.pick(random).ifPresent(file -> request(file, kind, dryRun));
  }

  private void request(Stored file, String kind, boolean dryRun) {
    boolean sized = SIZED.contains(kind);
    boolean ranged = !sized && !kind.equals("UNLINK");
    long[] range = Stage.range(random);
    String wish = List.of("WAIT", "WAIT", "WAIT", "NOWAIT", "FAIL").get(random.nextInt(5));
    Reply reply =
        stage.tally.count(
            dryRun ? "dry run" : "request",
            stage.api.post(
                "/v1/operations",
                "fileId",
                file.id(),
                "kind",
                kind,
                "newSize",
                sized ? (4 + random.nextInt(Stage.PAGES)) * Stage.PAGE : null,
                "offset",
                ranged ? range[0] : null,
                "length",
                ranged ? range[1] : null,
                "onConflict",
                wish,
                "autoComplete",
                random.nextInt(5) == 0 && kind.equals("TRUNCATE") ? true : null,
                "dryRun",
                dryRun ? true : null,
                "requesterProcessId",
                random.nextInt(5) == 0 ? stage.processes.pick(random).orElse(null) : null));
    if (dryRun) {
      return;
    }
    if (reply.isDone()) {
      stage.promises.once("operation.requested", reply.id(), reply);
      stage.operations.add(reply.id());
      if (reply.text("state").equals("COMPLETED")) {
        stage.promises.made("operation.completed", reply.id(), reply);
      }
    } else if (!reply.text("operationId").isEmpty()) {
      stage.promises.once("operation.refused", reply.text("operationId"), reply);
    }
    if (reply.code().equals("ENOENT")) {
      replace(file);
    }
  }

  private void replace(Stored gone) {
    if (stage.files.all().contains(gone)) {
      stage.files.remove(gone);
      stage.file(gone.filesystem(), "DAX");
    }
  }

  /** Looks at an operation, sometimes for a while, and completes it if it is granted. */
  void complete() {
    stage
        .operations
        .pick(random)
        .ifPresent(id -> {
          String query = random.nextInt(4) == 0 ? "?wait=PT0.05S" : "";
          Reply now = stage.tally.count("look", stage.api.get("/v1/operations/" + id + query));
          switch (now.text("state")) {
            case "GRANTED" -> complete(id, now.body().path("token").asLong());
            case "QUEUED", "BREAKING" -> {}
            default -> {
              // Sometimes once more with the token of old.
              if (random.nextInt(4) == 0 && now.body().path("token").isNumber()) {
                complete(id, now.body().path("token").asLong());
              }
              stage.operations.remove(id);
            }
          }
        });
  }

  private void complete(String id, long token) {
    long with = random.nextInt(20) == 0 ? token + 1 : token;
    Reply reply =
        stage.tally.count(
            "complete", stage.api.post("/v1/operations/" + id + "/complete", "token", with));
    if (reply.isDone()) {
      stage.promises.made("operation.completed", id, reply);
    }
  }

  void renew() {
    stage
        .operations
        .pick(random)
        .ifPresent(id -> {
          JsonNode token = stage.api.get("/v1/operations/" + id).body().path("token");
          if (token.isNumber()) {
            Reply reply =
                stage.tally.count(
                    "renew",
                    stage.api.post("/v1/operations/" + id + "/renew", "token", token.asLong()));
            if (reply.isDone()) {
              stage.promises.once("operation.renewed", id, reply);
            }
          }
        });
  }

  void cancel() {
    stage
        .operations
        .pick(random)
        .ifPresent(id -> {
          Reply reply = stage.tally.count("cancel", stage.api.delete("/v1/operations/" + id));
          if (reply.isDone()) {
            stage.promises.made("operation.cancelled", id, reply);
          }
        });
  }

  void expedite() {
    stage
        .operations
        .pick(random)
        .ifPresent(id -> {
          Reply reply =
              stage.tally.count(
                  "expedite",
                  stage.api.post(
                      "/v1/operations/" + id + "/expedite",
                      "stage",
                      random.nextBoolean() ? "SIGBUS" : null,
                      "reason",
                      "maintenance window"));
          if (reply.isDone()) {
            stage.promises.once("operation.expedited", id, reply);
          }
        });
  }

  /** A running break keeps the policy that it began with. */
  void changePolicy() {
    stage
        .files
        .pick(random)
        .ifPresent(file ->
            stage.tally.count(
                "change policy",
                stage.api.patch(
                    "/v1/files/" + file.id(),
                    "policy",
                    Api.object("leaseBreakTime", "PT0.0" + (3 + random.nextInt(7)) + "S"))));
  }

  void look() {
    stage
        .files
        .pick(random)
        .ifPresent(file -> {
          String path = "/v1/files/" + file.id();
          stage.tally.count(
              "look",
              switch (random.nextInt(4)) {
                case 0 -> stage.api.get(path + "/blockers?offset=0&length=65536");
                case 1 -> stage.api.get(path + "/operations");
                case 2 -> stage.api.get(path + "/leases?state=ALL");
                default -> stage.api.get("/v1/overview");
              });
        });
  }
}
