package org.daxlease.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What orchestrators do at the same moment as others. */
class OrchestratorRacesTest extends Races {

  @Test
  void completeAgainstExpiry() {
    rounds(i -> {
      String file = cast.file("grantTtl", "PT0.0%02dS".formatted(1 + i % 12), "lockDelay", "PT0S");
      String truncate = cast.truncate(file).done().id();
      Reply completed = cast.complete(truncate, 2);
      String state = completed.isDone() ? "COMPLETED" : "EXPIRED";
      JsonNode after = cast.becomes(truncate, state);
      assertThat(completed.isDone() ? "" : completed.code())
          .isEqualTo(after.path("state").asString().equals("EXPIRED") ? "ESTALE" : "");
      assertThat(cast.api.get("/v1/files/" + file).body().path("size").asLong())
          .isEqualTo(completed.isDone() ? 0 : Cast.SIZE);
      return state;
    });
  }

  @Test
  void twoCompletes() {
    rounds(i -> {
      String truncate = cast.truncate(cast.file()).done().id();
      List<Reply> replies =
          race.run(() -> cast.complete(truncate, 2), () -> cast.complete(truncate, 2));
      assertThat(replies).extracting(Reply::status).containsOnly(200);
      assertThat(replies.getFirst().body()).isEqualTo(replies.getLast().body());
      return "both";
    });
  }

  @Test
  void completeAgainstCancel() {
    rounds(i -> {
      String truncate = cast.truncate(cast.file()).done().id();
      List<Reply> replies = race.run(() -> cast.complete(truncate, 2), () -> cast.cancel(truncate));
      String state = cast.operation(truncate).path("state").asString();
      boolean completed = state.equals("COMPLETED");
      assertThat(replies.getFirst().isDone()).isEqualTo(completed);
      assertThat(replies.getLast().isDone()).isNotEqualTo(completed);
      return state;
    });
  }

  @Test
  void twoTruncatesThatDoNotWait() {
    rounds(i -> {
      String file = cast.file("coolDown", "PT0S");
      Cast.Holder holder = cast.holder(file);
      List<Reply> replies =
          race.run(
              () -> cast.truncate(file, "onConflict", "NOWAIT"),
              () -> cast.truncate(file, "onConflict", "NOWAIT"));
      assertThat(replies).extracting(Reply::code).containsOnly("EWOULDBLOCK");
      JsonNode told = cast.api.post("/v1/processes/" + holder.process() + "/heartbeat").body();
      assertThat(told.path("signals").size()).isEqualTo(1);
      cast.unpin(holder.pin()).done();
      assertThat(cast.truncate(file, "onConflict", "NOWAIT").text("state")).isEqualTo("GRANTED");
      return "one SIGIO";
    });
  }

  @Test
  void expediteAgainstDeadline() {
    rounds(i -> {
      String file =
          cast.file("leaseBreakTime", "PT0.0%02dS".formatted(1 + i % 12), "killGrace", "PT0S");
      Cast.Holder holder = cast.holder(file);
      String truncate = cast.truncate(file).done().id();
      Reply expedited =
          cast.api.post(
              "/v1/operations/" + truncate + "/expedite",
              "stage",
              "SIGKILL",
              "reason",
              "maintenance window");
      assertThat(expedited.isDone() ? "" : expedited.code()).isIn("", "ESTALE");
      JsonNode granted = cast.becomes(truncate, "GRANTED");
      assertThat(granted.path("confirmed").asBoolean()).isFalse();
      assertThat(cast.api.get("/v1/processes/" + holder.process()).text("state"))
          .isEqualTo("KILLED");
      return expedited.isDone() ? "expedited" : "fired before";
    });
  }

  @Test
  void unlinkAgainstPin() {
    rounds(i -> {
      String file = cast.file();
      String process = cast.process();
      String mapping = cast.mapping(process, file);
      List<Reply> replies =
          race.run(
              () -> cast.api.post("/v1/operations", "fileId", file, "kind", "UNLINK"),
              () -> cast.pin(mapping, 0));
      Reply unlink = replies.getFirst();
      Reply pin = replies.getLast();
      String outcome = unlink.text("state") + ", " + (pin.isDone() ? "pinned" : pin.code());
      assertThat(outcome).isIn("GRANTED, EAGAIN", "BREAKING, pinned");
      cast.exit(process).done();
      long token = cast.becomes(unlink.id(), "GRANTED").path("token").asLong();
      cast.complete(unlink.id(), token).done();
      assertThat(cast.api.get("/v1/files/" + file).status()).isEqualTo(404);
      return outcome;
    });
  }
}
