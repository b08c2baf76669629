package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A process's pins by file come in pages like every other list. */
class FilePinsPageTest extends Acceptance {

  @Test
  void filesComePageByPage() {
    StoredFile one = scene.file();
    StoredFile two = scene.file();
    Holder p = scene.process().pins(one, 0, 4 * K).pins(one, 8 * K, 4 * K).pins(two, 0, 4 * K);
    String path = "/v1/processes/" + p.id() + "/file-pins";

    Answer first = api.get(path + "?limit=1").is(200);
    Answer second = api.get(path + "?limit=1&cursor=" + first.text("nextCursor")).is(200);

    assertThat(first.items()).hasSize(1);
    assertThat(second.lacks("nextCursor")).isTrue();
    assertThat(first.text("items.0.fileId")).isNotEqualTo(second.text("items.0.fileId"));
    api.get(path + "?limit=0").refused(400, "EINVAL");
    api.get(path + "?cursor=nope").refused(400, "EINVAL");
  }

  @Test
  void detachedPinsSaySo() {
    StoredFile file = scene.file(64 * K, "PAGE_CACHE");
    Holder p = scene.process().pins(file, 0, 4 * K).pins(file, 8 * K, 4 * K);
    file.punches(0, 4 * K).was(201, "GRANTED");

    Answer pins = api.get("/v1/processes/" + p.id() + "/file-pins").is(200);

    assertThat(pins.flag("items.0.pins.0.detached")).isTrue();
    assertThat(pins.flag("items.0.pins.1.detached")).isFalse();
  }
}
