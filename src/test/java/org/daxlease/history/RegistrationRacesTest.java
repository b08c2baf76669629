package org.daxlease.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What may be made only once, asked for twice at the same moment. */
class RegistrationRacesTest extends Races {

  @Test
  void twoLeasesOfOneProcess() {
    String file = cast.file();
    rounds(i -> {
      String process = cast.process();
      List<Reply> replies =
          race.run(() -> cast.lease(process, file), () -> cast.lease(process, file));
      assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(201, 200);
      assertThat(replies.getFirst().id()).isEqualTo(replies.getLast().id());
      return "one";
    });
  }

  @Test
  void twoRegistrationsOfOneProcess() {
    rounds(i -> {
      List<Reply> replies =
          race.run(() -> cast.register(100_000 + i), () -> cast.register(100_000 + i));
      assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(201, 200);
      assertThat(replies.getFirst().id()).isEqualTo(replies.getLast().id());
      return "one";
    });
  }

  @Test
  void twoRegistrationsOfOneFile() {
    rounds(i -> {
      String path = "/same/" + i;
      List<Reply> replies = race.run(() -> register("known", path), () -> register("known", path));
      assertThat(replies).extracting(Reply::code).containsExactlyInAnyOrder("", "EEXIST");
      return "one";
    });
  }

  @Test
  void twoFilesOfOneNewFilesystem() {
    rounds(i -> {
      String filesystem = "new-" + i;
      List<Reply> replies =
          race.run(() -> register(filesystem, "/a"), () -> register(filesystem, "/b"));
      assertThat(replies).extracting(Reply::status).containsOnly(201);
      return "both";
    });
  }

  @Test
  void twoPutsOfOneNewFilesystem() {
    rounds(i -> {
      String path = "/v1/filesystems/put-" + i;
      List<Reply> replies =
          race.run(
              () -> cast.api.put(path, "type", "xfs", "policy", Api.object()),
              () -> cast.api.put(path, "type", "ext4", "policy", Api.object()));
      assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(201, 200);
      return "one";
    });
  }

  private Reply register(String filesystem, String path) {
    return cast.api.post(
        "/v1/files", "filesystem", filesystem, "path", path, "backing", "DAX", "size", 0);
  }
}
