package org.daxlease.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What holders do at the same moment as others. */
class HolderRacesTest extends Races {

  @Test
  void pinAgainstTruncate() {
    String file = cast.file();
    String process = cast.process();
    String mapping = cast.mapping(process, file);
    rounds(i -> {
      List<Reply> replies =
          race.run(
              () -> cast.pin(mapping, 1),
              () -> cast.operation(file, "PUNCH_HOLE", "offset", 0, "length", Cast.SIZE));
      Reply pin = replies.getFirst();
      Reply punch = replies.getLast();
      String outcome = (pin.isDone() ? "pinned" : pin.code()) + ", " + punch.text("state");
      assertThat(outcome).isIn("pinned, BREAKING", "EAGAIN, GRANTED");
      if (pin.isDone()) {
        cast.unpin(pin.id()).done();
        cast.becomes(punch.id(), "GRANTED");
      }
      long token = cast.operation(punch.id()).path("token").asLong();
      cast.complete(punch.id(), token).done();
      return outcome;
    });
  }

  @Test
  void unpinAgainstDeadline() {
    rounds(i -> {
      String file =
          cast.file(
              "leaseBreakTime", "PT0.0%02dS".formatted(1 + i % 12), "escalation", "SIGBUS_ONLY");
      Cast.Holder holder = cast.holder(file);
      String truncate = cast.truncate(file).done().id();
      cast.unpin(holder.pin()).done();
      JsonNode granted = cast.becomes(truncate, "GRANTED");
      assertThat(granted.path("confirmed").asBoolean()).isTrue();
      JsonNode ended = granted.path("breaks").path(0);
      assertThat(ended.path("outcome").asString()).isEqualTo("UNPINNED");
      cast.exit(holder.process()).done();
      return ended.path("stage").asString();
    });
  }

  @Test
  void exitAgainstFence() {
    rounds(i -> {
      String file = cast.file();
      Cast.Holder holder = cast.holder(file);
      String truncate = cast.truncate(file).done().id();
      List<Reply> replies =
          race.run(
              () -> cast.exit(holder.process()),
              () ->
                  cast.api.post(
                      "/v1/processes/" + holder.process() + "/fence", "reason", "powered off"));
      JsonNode granted = cast.becomes(truncate, "GRANTED");
      String state = cast.api.get("/v1/processes/" + holder.process()).text("state");
      boolean exited = state.equals("EXITED");
      assertThat(replies.getFirst().status()).isEqualTo(204);
      assertThat(replies.getLast().status()).isEqualTo(exited ? 410 : 200);
      assertThat(granted.path("confirmed").asBoolean()).isEqualTo(exited);
      return state;
    });
  }

  @Test
  void leaseChangeAgainstTruncate() {
    String file = cast.file();
    Cast.Holder holder = cast.holder(file);
    rounds(i -> {
      List<Reply> replies =
          race.run(
              () -> cast.lease(holder.process(), file, 0, (2 + i % 8) * Cast.PAGE),
              () -> cast.truncate(file));
      Reply lease = replies.getFirst();
      assertThat(lease.isDone() ? "changed" : lease.code()).isIn("changed", "EAGAIN");
      assertThat(replies.getLast().text("state")).isEqualTo("BREAKING");
      cast.cancel(replies.getLast().id()).done();
      return lease.isDone() ? "changed" : lease.code();
    });
  }

  @Test
  void transferAgainstExit() {
    String file = cast.file();
    rounds(i -> {
      Cast.Holder from = cast.holder(file);
      Cast.Holder to = cast.holder(file);
      String leaving = i % 2 == 0 ? from.process() : to.process();
      List<Reply> replies =
          race.run(
              () ->
                  cast.api.post(
                      "/v1/pins/" + from.pin() + "/transfer",
                      "processId",
                      to.process(),
                      "mappingId",
                      to.mapping()),
              () -> cast.exit(leaving));
      Reply transfer = replies.getFirst();
      replies.getLast().done();
      assertThat(transfer.isDone() ? "" : transfer.code()).isIn("", "ESRCH");
      JsonNode pin = cast.api.get("/v1/pins/" + from.pin()).body();
      boolean live = pin.path("state").asString().equals("PINNED");
      assertThat(live).isEqualTo(!pin.path("processId").asString().equals(leaving));
      cast.exit(from.process());
      cast.exit(to.process());
      return (i % 2 == 0 ? "giver " : "receiver ") + (transfer.isDone() ? "after" : "before");
    });
  }

  @Test
  void twoUnpins() {
    String file = cast.file();
    Cast.Holder holder = cast.holder(file);
    rounds(i -> {
      String pin = cast.pin(holder.mapping(), 2).done().id();
      List<Reply> replies = race.run(() -> cast.unpin(pin), () -> cast.unpin(pin));
      assertThat(replies).extracting(Reply::code).containsExactlyInAnyOrder("", "EAGAIN");
      return "one";
    });
  }

  @Test
  void pinAgainstExit() {
    String file = cast.file();
    rounds(i -> {
      String process = cast.process();
      String mapping = cast.mapping(process, file);
      List<Reply> replies = race.run(() -> cast.pin(mapping, 3), () -> cast.exit(process));
      Reply pin = replies.getFirst();
      replies.getLast().done();
      assertThat(pin.isDone() ? "" : pin.code()).isIn("", "ESRCH");
      if (pin.isDone()) {
        assertThat(cast.api.get("/v1/pins/" + pin.id()).text("reason")).isEqualTo("EXIT");
      }
      return pin.isDone() ? "pinned before" : "gone before";
    });
  }
}
