package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Files and filesystems: registration, policy, preconditions, lists. */
class FileRulesTest extends Acceptance {

  @Test
  void unknownFilesystemIsCreatedWithDefaults() {
    StoredFile file = scene.file();

    Answer filesystem = api.get("/v1/filesystems/" + scene.filesystem()).is(200);

    assertThat(filesystem.text("policy.leaseBreakTime")).isEqualTo("PT45S");
    assertThat(filesystem.text("policy.unleasedPin")).isEqualTo("SIGBUS");
    assertThat(filesystem.text("policy.escalation")).isEqualTo("SIGBUS_THEN_SIGKILL");
    assertThat(filesystem.text("policy.afterKill")).isEqualTo("FENCE");
    assertThat(filesystem.text("policy.killGrace")).isEqualTo("PT10S");
    assertThat(filesystem.text("policy.lapsedHolder")).isEqualTo("LADDER");
    assertThat(filesystem.text("policy.lockDelay")).isEqualTo("PT10S");
    assertThat(filesystem.text("policy.coolDown")).isEqualTo("PT5S");
    assertThat(filesystem.lacks("policy.maxWait")).isTrue();
    assertThat(file.now().number("pageSize")).isEqualTo(4096);
    assertThat(file.now().number("generation")).isEqualTo(1);
    assertThat(file.now().text("policy.leaseBreakTime")).isEqualTo("PT45S");
  }

  @Test
  void putCreatesThenReplacesTheWholePolicy() {
    String path = "/v1/filesystems/" + scene.filesystem();
    Map<String, Object> first = Map.of("leaseBreakTime", "PT7S", "coolDown", "PT3S");

    Answer created = api.put(path, "type", "xfs", "policy", first).is(201);
    Answer replaced = api.put(path, "policy", Map.of("coolDown", "PT2S")).is(200);

    assertThat(created.text("policy.leaseBreakTime")).isEqualTo("PT7S");
    assertThat(replaced.text("policy.leaseBreakTime")).isEqualTo("PT45S");
    assertThat(replaced.text("policy.coolDown")).isEqualTo("PT2S");
    assertThat(api.get("/v1/filesystems?limit=1000").is(200).items())
        .anyMatch(item -> item.path("name").asString().equals(scene.filesystem()));
  }

  @Test
  void filePolicyOverridesTheFilesystemsAndNullRemovesIt() {
    scene.policy("leaseBreakTime", "PT7S", "coolDown", "PT3S");
    StoredFile file = scene.file(64 * K, "DAX", "policy", Json.object("leaseBreakTime", "PT9S"));
    assertThat(file.now().text("policy.leaseBreakTime")).isEqualTo("PT9S");
    assertThat(file.now().text("policy.coolDown")).isEqualTo("PT3S");

    Answer patched = patch(file, Json.object("leaseBreakTime", null, "coolDown", "PT1S")).is(200);

    assertThat(patched.text("policy.leaseBreakTime")).isEqualTo("PT7S");
    assertThat(patched.text("policy.coolDown")).isEqualTo("PT1S");
    assertThat(patched.text("policyOverrides.coolDown")).isEqualTo("PT1S");
    assertThat(patched.lacks("policyOverrides.leaseBreakTime")).isTrue();
    scene.policy("leaseBreakTime", "PT8S");
    assertThat(file.now().text("policy.leaseBreakTime")).isEqualTo("PT8S");
  }

  @Test
  void runningBreakKeepsThePolicyOfItsStart() {
    StoredFile file = scene.policy("leaseBreakTime", "PT1H").file();
    Holder p = scene.holder(file, 0, 4 * K);
    file.truncates(0);
    String deadline = p.leaseNow().text("break.deadline");

    patch(file, Json.object("leaseBreakTime", "PT1S", "escalation", "SIGKILL")).is(200);

    assertThat(p.leaseNow().text("break.deadline")).isEqualTo(deadline);
  }

  @Test
  void requestMayAskForALongerBreakTime() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);

    file.truncates(0, "leaseBreakTime", "PT2H");

    assertThat(p.leaseNow().time("break.deadline"))
        .isEqualTo(p.signalledAt("SIGIO").plusSeconds(7200));
  }

  @Test
  void samePathIsRefused() {
    StoredFile file = scene.file();
    Object[] again = {
      "filesystem", scene.filesystem(), "path", "/data/0", "backing", "DAX", "size", 1
    };

    api.post("/v1/files", again).refused(409, "EEXIST");

    api.delete(file.path()).is(204);
    api.get(file.path()).refused(404, "ENOENT");
    api.post("/v1/files", again).is(201);
  }

  @Test
  void fileThatSomethingRefersToIsNotDeleted() {
    StoredFile mapped = scene.file();
    Holder p = scene.process().maps(mapped);
    StoredFile leased = scene.file();
    scene.process().leases(leased);
    StoredFile wanted = scene.file();
    Operation truncate = wanted.truncates(0);
    StoredFile pinned = scene.file();
    Holder q = scene.process().pins(pinned, 0, 4 * K);
    api.delete("/v1/mappings/" + q.mapping(pinned)).is(204);

    for (StoredFile file : List.of(mapped, leased, wanted, pinned)) {
      api.delete(file.path()).refused(409, "EBUSY");
    }

    api.delete("/v1/mappings/" + p.mapping(mapped)).is(204);
    truncate.completes();
    q.unpins();
    for (StoredFile file : List.of(mapped, wanted, pinned)) {
      api.delete(file.path()).is(204);
    }
  }

  /** A range that is closed a little longer is no operation that is unfinished. */
  @Test
  void fileThatOnlyCoolsDownIsDeleted() {
    StoredFile file = scene.policy("coolDown", "PT1H").file();
    Holder p = scene.holder(file, 0, 4 * K);
    file.asksToTruncate(0, "onConflict", "NOWAIT").refused(409, "EWOULDBLOCK");
    api.delete(file.path()).refused(409, "EBUSY");

    p.exits();

    api.delete(file.path()).is(204);
  }

  @Test
  void staleConditionIsRefused() {
    StoredFile file = scene.file();
    String first = file.now().header("ETag");
    assertThat(first).matches("\"[^\"]+\"");

    Answer patched = patch(file, Json.object("coolDown", "PT1S"), "If-Match", first).is(200);
    Answer stale = patch(file, Json.object("coolDown", "PT2S"), "If-Match", first);

    assertThat(patched.header("ETag")).isNotEqualTo(first).isEqualTo(file.now().header("ETag"));
    stale.refused(412, "ESTALE");
    assertThat(file.now().text("policy.coolDown")).isEqualTo("PT1S");
    patch(file, Json.object("coolDown", "PT3S"), "If-Match", "*").is(200);
    api.send(api.request(file.path()).header("If-Match", first).DELETE(), "")
        .refused(412, "ESTALE");
    api.send(api.request(file.path()).header("If-Match", file.now().header("ETag")).DELETE(), "")
        .is(204);
  }

  @Test
  void conditionMayNameSeveralVersions() {
    StoredFile file = scene.file();
    String tag = file.now().header("ETag");

    patch(file, Json.object("coolDown", "PT1S"), "If-Match", "\"x\", W/" + tag)
        .refused(412, "ESTALE");
    patch(file, Json.object("coolDown", "PT1S"), "If-Match", "\"x\", " + tag).is(200);
    patch(file, Json.object("coolDown", "PT2S"), "If-Match", "\"x\", " + tag)
        .refused(412, "ESTALE");

    assertThat(file.now().text("policy.coolDown")).isEqualTo("PT1S");
  }

  /** The policy that counts also depends on the filesystem's, which has a version of its own. */
  @Test
  void tagChangesWithThePolicyThatIsShown() {
    StoredFile file = scene.policy("killGrace", "PT5S").file();
    String first = file.now().header("ETag");
    for (String seen : List.of(first, "*")) {
      Answer same = api.send(api.request(file.path()).header("If-None-Match", seen).GET(), "");
      assertThat(same.is(304).header("ETag")).isEqualTo(first);
    }

    scene.policy("killGrace", "PT6S");

    Answer now =
        api.send(api.request(file.path()).header("If-None-Match", first).GET(), "").is(200);
    assertThat(now.text("policy.killGrace")).isEqualTo("PT6S");
    assertThat(now.header("ETag")).isNotEqualTo(first);
    assertThat(now.header("Location")).isEmpty();
    patch(file, Json.object("coolDown", "PT1S"), "If-Match", first).is(200);
  }

  @Test
  void ifNoneMatchMakesAFilesystemOnlyOnce() {
    String path = "/v1/filesystems/" + scene.filesystem();
    String[] isNew = {"Content-Type", "application/json", "If-None-Match", "*"};

    assertThat(api.send("PUT", path, "{\"type\": \"xfs\"}", isNew).is(201).header("Location"))
        .isEqualTo(path);
    api.send("PUT", path, "{}", isNew).refused(412, "ESTALE");

    assertThat(api.get(path).text("type")).isEqualTo("xfs");
  }

  @Test
  void putThatChangesNothingIsNoEvent() {
    scene.policy("grantTtl", "PT20S").policy("grantTtl", "PT20S");
    String events = "type=filesystem.changed&filesystem=" + scene.filesystem();
    assertThat(api.events(events)).hasSize(1);

    scene.policy("grantTtl", "PT21S");

    assertThat(api.events(events)).hasSize(2);
  }

  @Test
  void starNeedsAFilesystemThatIsThere() {
    String path = "/v1/filesystems/" + scene.filesystem();
    String[] anyVersion = {"Content-Type", "application/json", "If-Match", "*"};

    api.send("PUT", path, "{}", anyVersion).refused(412, "ESTALE");

    api.get(path).refused(404, "ENOENT");
    scene.policy();
    api.send("PUT", path, "{}", anyVersion).is(200);
  }

  @Test
  void encodedBodyIsNotGuessedAt() {
    String path = "/v1/filesystems/" + scene.filesystem();

    Answer refused = put(path, "gzip").refused(415, "EINVAL");

    assertThat(refused.list("errors").getFirst().path("field").asString())
        .isEqualTo("Content-Encoding");
    assertThat(refused.header("Accept-Encoding")).isEqualTo("identity");
    put(path, "identity, br").refused(415, "EINVAL");
    api.get(path).refused(404, "ENOENT");
    put(path, "Identity").is(201);
  }

  private Answer put(String path, String coding) {
    return api.send(
        "PUT", path, "{}", "Content-Type", "application/json", "Content-Encoding", coding);
  }

  @Test
  void onlyAMergePatchIsAPatch() {
    StoredFile file = scene.file();

    api.send("PATCH", file.path(), "{\"policy\":{}}").refused(415, "EINVAL");
    api.patch(file.path(), Json.object("size", 1)).refused(400, "EINVAL");

    assertThat(file.size()).isEqualTo(64 * K);
  }

  @Test
  void fileIsFoundByTheLongestPath() {
    String path = "/" + "\u00e9".repeat(2047);
    String id = register(path).id();
    String list = "/v1/files?filesystem=" + scene.filesystem();
    String encoded = "%2F" + "%C3%A9".repeat(2047);

    assertThat(api.get(list + "&path=" + encoded).is(200).ids()).containsExactly(id);
    assertThat(api.get(list + "&pathPrefix=" + encoded).is(200).ids()).containsExactly(id);
  }

  @Test
  void filesAreFoundByPathAndPrefix() {
    StoredFile a = register("/pmem/a/1");
    StoredFile b = register("/pmem/a/2");
    StoredFile c = register("/pmem/%_b");
    String list = "/v1/files?filesystem=" + scene.filesystem();

    assertThat(api.get(list).is(200).ids()).containsExactlyInAnyOrder(a.id(), b.id(), c.id());
    assertThat(api.get(list + "&path=/pmem/a/2").is(200).ids()).containsExactly(b.id());
    assertThat(api.get(list + "&pathPrefix=/pmem/a/").is(200).ids())
        .containsExactlyInAnyOrder(a.id(), b.id());
    assertThat(api.get(list + "&pathPrefix=/pmem/%25").is(200).ids()).containsExactly(c.id());
    assertThat(api.get("/v1/files?filesystem=none-" + UUID.randomUUID()).is(200).items()).isEmpty();
  }

  @Test
  void pagesCoverEverythingOnce() {
    StoredFile file = scene.file();
    Holder p = scene.process();
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(p.pins(file, 0, 4 * K).pin());
    }

    List<String> seen = new ArrayList<>();
    Answer page = api.get(file.path() + "/pins?limit=3").is(200);
    while (true) {
      assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
      seen.addAll(page.ids());
      if (page.lacks("nextCursor")) {
        break;
      }
      assertThat(page.items()).isNotEmpty();
      page = api.get(file.path() + "/pins?limit=3&cursor=" + page.text("nextCursor")).is(200);
    }

    assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(made);
    assertThat(api.get(file.path() + "/pins?limit=5000").is(200).items()).hasSize(7);
  }

  @Test
  void operationsAreListedByStateAndFile() {
    StoredFile file = scene.file();
    scene.holder(file, 0, 4 * K);
    Operation done = file.punches(32 * K, 4 * K).completes();
    Operation waiting = file.truncates(0).was(202, "BREAKING");
    String list = "/v1/operations?fileId=" + file.id();

    assertThat(file.liveOperations().ids()).containsExactly(waiting.id());
    assertThat(api.get(list + "&state=COMPLETED").is(200).ids()).containsExactly(done.id());
    assertThat(api.get(list + "&state=BREAKING").is(200).ids()).containsExactly(waiting.id());
    assertThat(api.get(list + "&state=ALL").is(200).ids())
        .containsExactlyInAnyOrder(done.id(), waiting.id());
  }

  @Test
  void overviewShowsTheOldestWaitingOperation() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    Operation waiting = file.truncates(0).was(202, "BREAKING");
    file.truncates(0).was(202, "QUEUED");

    Answer overview = api.get("/v1/overview").is(200);

    assertThat(overview.text("oldestWaiting.id")).isEqualTo(waiting.id());
    List<JsonNode> blockers = overview.list("oldestWaiting.blockers");
    assertThat(blockers.getFirst().path("processId").asString()).isEqualTo(p.id());
    assertThat(overview.time("nextDeadline"))
        .isBeforeOrEqualTo(p.leaseNow().time("break.deadline"));
    assertThat(overview.number("pins")).isPositive();
    assertThat(overview.text("version")).isNotBlank();
  }

  private Answer patch(StoredFile file, Object policy, String... headers) {
    return api.patch(file.path(), Json.object("policy", policy), headers);
  }

  private StoredFile register(String path) {
    return scene.known(
        api.post(
                "/v1/files",
                "filesystem",
                scene.filesystem(),
                "path",
                path,
                "backing",
                "DAX",
                "size",
                4096)
            .is(201));
  }
}
