package org.daxlease.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.daxlease.history.Stage.Mapped;
import org.daxlease.history.Stage.Pinned;
import org.daxlease.history.Stage.Stored;
import tools.jackson.databind.JsonNode;

/** What processes do: come and go, map, lease, pin and let go. */
final class HolderMoves {

  private final Stage stage;
  private final RandomGenerator random;

  HolderMoves(Stage stage, RandomGenerator random) {
    this.stage = stage;
    this.random = random;
  }

  /** Processes are fenced all the time: others take their place. */
  void register() {
    if (stage.processes.size() < stage.crowd()) {
      stage.process(random);
    }
  }

  void map() {
    Optional<Stored> file = stage.files.pick(random);
    Optional<String> process = stage.processes.pick(random);
    if (file.isEmpty() || process.isEmpty()) {
      return;
    }
    Reply reply =
        ask(
            "map",
            stage.api.post(
                "/v1/mappings",
                "processId",
                process.get(),
                "fileId",
                file.get().id(),
                "offset",
                0,
                "length",
                2 * Stage.PAGES * Stage.PAGE,
                "protection",
                random.nextInt(8) == 0 ? "READ" : "READ_WRITE"));
    if (reply.isDone()) {
      stage.promises.once("mapping.mapped", reply.id(), reply);
      stage.mappings.add(new Mapped(reply.id(), process.get(), file.get().id()));
    }
    forget(reply, process.get());
  }

  void unmap() {
    stage
        .mappings
        .pick(random)
        .ifPresent(mapping -> {
          stage.mappings.remove(mapping);
          Reply reply = ask("unmap", stage.api.delete("/v1/mappings/" + mapping.id()));
          if (reply.isDone()) {
            stage.promises.made("mapping.unmapped", mapping.id(), reply);
          }
        });
  }

  void pin() {
    stage
        .mappings
        .pick(random)
        .ifPresent(mapping -> {
          Reply reply = ask("pin", stage.api.post("/v1/pins", pinFields(mapping).toArray()));
          if (reply.isDone()) {
            pinned(mapping, reply.id(), reply);
          } else if (reply.code().equals("EFAULT") && random.nextInt(3) == 0) {
            // Cut by a truncate: as good as gone.
            stage.mappings.remove(mapping);
          }
          forget(reply, mapping.processId());
        });
  }

  private void pinned(Mapped mapping, String pinId, Reply reply) {
    stage.promises.once("pin.pinned", pinId, reply);
    stage.pins.add(new Pinned(pinId, mapping.fileId()));
  }

  void pinBatch() {
    List<Mapped> mappings = new ArrayList<>();
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      stage
          .mappings
          .pick(random)
          .ifPresent(mapping -> {
            mappings.add(mapping);
            items.add(Api.object(pinFields(mapping).toArray()));
          });
    }
    if (items.isEmpty()) {
      return;
    }
    Reply reply = ask("pin batch", stage.api.post("/v1/pins/batch", "items", items));
    if (reply.isDone()) {
      JsonNode answers = reply.body().path("items");
      for (int i = 0; i < mappings.size(); i++) {
        JsonNode pin = answers.path(i).path("pin");
        if (pin.isObject()) {
          pinned(mappings.get(i), pin.path("id").asString(), reply);
        }
      }
    }
  }

  private List<Object> pinFields(Mapped mapping) {
    long[] range = Stage.range(random);
    return List.of(
        "mappingId",
        mapping.id(),
        "offset",
        range[0],
        "length",
        range[1],
        "access",
        random.nextBoolean() ? "READ" : "WRITE",
        "term",
        random.nextInt(6) == 0 ? "SHORT" : "LONGTERM");
  }

  void unpin() {
    stage
        .pins
        .pick(random)
        .ifPresent(pin -> {
          Reply reply = ask("unpin", stage.api.delete("/v1/pins/" + pin.id()));
          if (reply.isDone()) {
            stage.promises.once("pin.unpinned", pin.id(), reply);
          }
          stage.pins.remove(pin);
        });
  }

  void trim() {
    stage
        .pins
        .pick(random)
        .ifPresent(pin -> {
          JsonNode now = stage.api.get("/v1/pins/" + pin.id()).body();
          long offset = now.path("offset").asLong();
          long length = now.path("length").asLong();
          long kept = Math.max(Stage.PAGE, length / 2 / Stage.PAGE * Stage.PAGE);
          Reply reply =
              ask(
                  "trim",
                  stage.api.post(
                      "/v1/pins/" + pin.id() + "/trim",
                      "offset",
                      random.nextBoolean() ? offset : offset + length - kept,
                      "length",
                      kept));
          if (reply.isDone() && kept < length) {
            stage.promises.made("pin.trimmed", pin.id(), reply);
          }
          forget(reply, pin);
        });
  }

  void transfer() {
    Optional<Pinned> pin = stage.pins.pick(random);
    Optional<Mapped> receiver =
        pin.flatMap(p -> stage.mappings.pick(random, m -> m.fileId().equals(p.fileId())));
    if (pin.isEmpty() || receiver.isEmpty()) {
      return;
    }
    Reply reply =
        ask(
            "transfer",
            stage.api.post(
                "/v1/pins/" + pin.get().id() + "/transfer",
                "processId",
                receiver.get().processId(),
                "mappingId",
                receiver.get().id()));
    if (reply.isDone()) {
      stage.promises.once("pin.transferred", pin.get().id(), reply);
    }
    forget(reply, pin.get());
  }

  void lease() {
    Optional<Stored> file = stage.files.pick(random);
    Optional<String> process = stage.processes.pick(random);
    if (file.isEmpty() || process.isEmpty()) {
      return;
    }
    long[] range = Stage.range(random);
    boolean whole = random.nextBoolean();
    Reply reply =
        ask(
            "lease",
            stage.api.post(
                "/v1/leases",
                "processId",
                process.get(),
                "fileId",
                file.get().id(),
                "breakable",
                random.nextInt(20) != 0,
                "offset",
                whole ? null : range[0],
                "length",
                whole ? null : range[1] + 4 * Stage.PAGE));
    if (reply.status() == 201) {
      stage.promises.once("lease.taken", reply.id(), reply);
      stage.leases.add(reply.id());
    }
    forget(reply, process.get());
  }

  void release() {
    stage
        .leases
        .pick(random)
        .ifPresent(lease -> {
          Reply reply = ask("release", stage.api.delete("/v1/leases/" + lease));
          if (reply.isDone()) {
            stage.promises.once("lease.released", lease, reply);
          }
          stage.leases.remove(lease);
        });
  }

  void beat() {
    stage
        .processes
        .pick(random)
        .ifPresent(process -> {
          String path = "/v1/processes/" + process + "/heartbeat";
          Reply told = ask("beat", stage.api.post(path));
          List<String> signals = new ArrayList<>();
          told.body().path("signals").forEach(s -> signals.add(s.path("id").asString()));
          if (!signals.isEmpty()) {
            ask("acknowledge", stage.api.post(path, "acknowledged", signals));
          }
          forget(told, process);
        });
  }

  void exit() {
    leave("exit", "process.exited");
  }

  void fence() {
    leave("fence", "process.fenced");
  }

  private void leave(String how, String type) {
    stage
        .processes
        .pick(random)
        .ifPresent(process -> {
          String path = "/v1/processes/" + process;
          Reply reply =
              ask(
                  how,
                  how.equals("exit")
                      ? stage.api.delete(path)
                      : stage.api.post(path + "/fence", "reason", "the host was powered off"));
          if (reply.isDone()) {
            stage.promises.made(type, process, reply);
            stage.processes.remove(process);
          }
          forget(reply, process);
        });
  }

  /** Who was told that a process is gone asks no more in its name. */
  private void forget(Reply reply, String process) {
    if (reply.code().equals("ESRCH")) {
      stage.processes.remove(process);
      stage.mappings.all().stream()
          .filter(m -> m.processId().equals(process))
          .forEach(stage.mappings::remove);
    }
  }

  /** A pin that is gone is no more asked for. */
  private void forget(Reply reply, Pinned pin) {
    if (reply.code().equals("ESRCH")) {
      stage.pins.remove(pin);
    }
  }

  private Reply ask(String command, Reply reply) {
    return stage.tally.count(command, reply);
  }
}
