package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A POST with an Idempotency-Key may be sent again: it takes effect once and answers the same. */
class IdempotencyTest extends Acceptance {

  @Test
  void sameBodyGetsTheSameAnswerAndTakesEffectOnce() {
    StoredFile file = scene.file();
    Holder p = scene.process().leases(file);
    String key = key();
    Map<String, @Nullable Object> body = pin(p.mapping(file), 0);

    Answer first = post("/v1/pins", key, body).is(201);
    Answer second = post("/v1/pins", key, body).is(201);

    assertThat(second.text()).isEqualTo(first.text());
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(file.livePins().ids()).containsExactly(first.id());
    assertThat(post("/v1/pins", key(), body).is(201).id()).isNotEqualTo(first.id());
  }

  @Test
  void otherBodyIsRefused() {
    StoredFile file = scene.file();
    Holder p = scene.process();
    String key = key();
    post("/v1/pins", key, pin(p.mapping(file), 0)).is(201);

    post("/v1/pins", key, pin(p.mapping(file), 4096)).refused(422, "EINVAL");

    assertThat(file.livePins().items()).hasSize(1);
  }

  @Test
  void keyBelongsToItsPath() {
    StoredFile file = scene.file();
    Holder p = scene.process();
    String key = key();

    post("/v1/pins", key, pin(p.mapping(file), 0)).is(201);
    post("/v1/leases", key, Json.object("processId", p.id(), "fileId", file.id())).is(201);
  }

  @Test
  void refusalIsKept() {
    StoredFile file = scene.policy("unleasedPin", "REFUSE").file();
    Holder p = scene.process();
    String key = key();
    post("/v1/pins", key, pin(p.mapping(file), 0)).refused(403, "EPERM");

    p.leases(file);

    post("/v1/pins", key, pin(p.mapping(file), 0)).refused(403, "EPERM");
    post("/v1/pins", key(), pin(p.mapping(file), 0)).is(201);
  }

  @Test
  void conflictIsNotKept() {
    StoredFile file = scene.file();
    Holder p = scene.process();
    String key = key();
    Operation punch = file.punches(0, 4 * K).was(201, "GRANTED");
    post("/v1/pins", key, pin(p.mapping(file), 0)).refused(409, "EAGAIN");

    punch.completes();

    post("/v1/pins", key, pin(p.mapping(file), 0)).is(201);
  }

  @Test
  void operationIsRequestedOnce() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    String key = key();
    Map<String, @Nullable Object> body =
        Json.object("fileId", file.id(), "kind", "TRUNCATE", "newSize", 0);

    Answer first = post("/v1/operations", key, body).is(202);
    Answer second = post("/v1/operations", key, body).is(202);

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(file.liveOperations().items()).hasSize(1);
    assertThat(p.signalled()).containsExactly("SIGIO");
  }

  @Test
  void whatADryRunFoundIsKept() {
    StoredFile file = scene.file();
    Map<String, @Nullable Object> dryRun =
        Json.object("fileId", file.id(), "kind", "TRUNCATE", "newSize", 0, "dryRun", true);
    String key = key();
    Answer first = post("/v1/operations", key, dryRun).is(200);

    scene.holder(file, 0, 4 * K);

    assertThat(first.state()).isEqualTo("GRANTED");
    assertThat(post("/v1/operations", key, dryRun).is(200).text()).isEqualTo(first.text());
    assertThat(post("/v1/operations", key(), dryRun).is(200).state()).isEqualTo("BREAKING");
  }

  @Test
  void processOfARepeatedRegistrationIsStillCreated() {
    String key = key();
    Map<String, @Nullable Object> body =
        Json.object("host", scene.host(), "pid", 9, "startTime", "x");

    Answer first = post("/v1/processes", key, body).is(201);
    Answer second = post("/v1/processes", key, body).is(201);

    assertThat(second.id()).isEqualTo(first.id());
    scene.knownProcess(first);
  }

  @Test
  void concurrentRepetitionsTakeEffectOnce() {
    StoredFile file = scene.file();
    Holder p = scene.process();
    String mapping = p.mapping(file);
    String key = key();
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(CompletableFuture.supplyAsync(() -> post("/v1/pins", key, pin(mapping, 0))));
    }

    for (CompletableFuture<Answer> answer : answers) {
      assertThat(answer.join().status()).as(answer.join().toString()).isIn(201, 409);
      if (answer.join().status() == 409) {
        answer.join().refused(409, "EALREADY");
      }
    }
    assertThat(file.livePins().items()).hasSize(1);
  }

  /** Sent twice under one key, each POST of the contract answers twice the same and acts once. */
  @ParameterizedTest
  @MethodSource("shapes")
  void everyPostMayBeSentAgain(RequestShape shape) {
    OneOfEach things = new OneOfEach(scene);
    String path = things.resolve(shape.path());
    String body = things.resolve(shape.validBody());
    String key = key();

    Answer first = sent(path, body, key);
    long end = api.journalEnd();
    Answer second = sent(path, body, key);

    assertThat(first.status()).as(first.toString()).isBetween(200, 299);
    assertThat(second.status()).isEqualTo(first.status());
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(api.askedForSince(end)).isEmpty();
  }

  static Stream<RequestShape> shapes() {
    return RequestShape.ALL.stream().filter(shape -> shape.method().equals("POST"));
  }

  private Answer sent(String path, String body, String key) {
    return api.send("POST", path, body, "Content-Type", "application/json", "Idempotency-Key", key);
  }

  private Answer post(String path, String key, Map<String, @Nullable Object> body) {
    return api.send(
        "POST", path, Json.write(body), "Content-Type", "application/json", "Idempotency-Key", key);
  }

  private static Map<String, @Nullable Object> pin(String mapping, long offset) {
    return Json.object("mappingId", mapping, "offset", offset, "length", 4096, "access", "WRITE");
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }
}
