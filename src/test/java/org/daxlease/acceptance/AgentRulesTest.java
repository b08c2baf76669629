package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Rule 16: while a node agent of the host is alive, its report is waited for. */
class AgentRulesTest extends Acceptance {

  private Answer agentIsAlive(String ttl) {
    return api.put("/v1/hosts/" + scene.host() + "/agent", "ttl", ttl);
  }

  private StoredFile impatientFile() {
    return scene.policy("leaseBreakTime", "PT0.2S", "killGrace", "PT0.1S").file();
  }

  @Test
  void signsOfLifeAreCountedFromTheLast() {
    Answer first = agentIsAlive("PT5M").is(201);
    Answer second = agentIsAlive("PT10M").is(200);

    assertThat(second.text("host")).isEqualTo(scene.host());
    assertThat(second.flag("alive")).isTrue();
    assertThat(second.time("aliveUntil")).isEqualTo(second.time("renewedAt").plusSeconds(600));
    assertThat(second.time("registeredAt")).isEqualTo(first.time("registeredAt"));
    Answer shown = api.get("/v1/hosts/" + scene.host() + "/agent").is(200);
    assertThat(shown.body()).isEqualTo(second.body());
    assertThat(api.events("host=" + scene.host() + "&type=agent"))
        .extracting(Coordinator::type)
        .containsExactly("agent.registered");
  }

  @Test
  void anAgentIsKnownOnlyOnceItHasShownItself() {
    api.get("/v1/hosts/" + scene.host() + "/agent").refused(404, "ENOENT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.999S", "PT10M0.001S", "10", "-PT1S"})
  void aTimeThatNoAgentCanKeepIsRefused(String ttl) {
    assertThat(agentIsAlive(ttl).refused(400, "EINVAL").text("errors.0.field")).isEqualTo("ttl");
  }

  @Test
  void aHostThatNoProcessCanHaveIsRefused() {
    Answer refused = api.put("/v1/hosts/no%20host/agent", "ttl", "PT5S").refused(400, "EINVAL");
    assertThat(refused.text("errors.0.field")).isEqualTo("host");
  }

  @Test
  void theFenceWaitsForAnAgentAndFollowsWhenItsTimeRunsOut() {
    StoredFile file = impatientFile();
    Holder p = scene.holder(file, 0, 4 * K);
    Instant aliveUntil = agentIsAlive("PT4S").is(201).time("aliveUntil");
    Operation truncate = file.truncates(0).was(202, "BREAKING");

    truncate.becomes("GRANTED");

    JsonNode fenced = api.events("type=process.fenced&processId=" + p.id()).getFirst();
    assertThat(Coordinator.time(fenced)).isAfterOrEqualTo(aliveUntil);
    assertThat(truncate.outcome()).isEqualTo("FENCED");
    assertThat(truncate.now().flag("confirmed")).isFalse();
  }

  @Test
  void theReportOfAnAgentIsConfirmed() {
    StoredFile file = impatientFile();
    agentIsAlive("PT60S").is(201);
    Holder p = scene.holder(file, 0, 4 * K);
    Operation truncate = file.truncates(0).was(202, "BREAKING");
    p.gets("SIGIO", "SIGBUS", "SIGKILL");
    scene.passes(p.signalledAt("SIGKILL").plusMillis(600));
    truncate.isStill("BREAKING");

    p.exits();

    truncate.becomes("GRANTED");
    assertThat(truncate.outcome()).isEqualTo("EXITED");
    assertThat(truncate.now().flag("confirmed")).isTrue();
  }

  @Test
  void theAgentOfAnotherHostIsNotWaitedFor() {
    StoredFile file = impatientFile();
    // For longer than the fence is waited for here.
    api.put("/v1/hosts/another-" + scene.host() + "/agent", "ttl", "PT10M").is(201);
    scene.holder(file, 0, 4 * K);

    Operation truncate = file.truncates(0).becomes("GRANTED");

    assertThat(truncate.outcome()).isEqualTo("FENCED");
  }

  @Test
  void onlyWhoseHostHasAnAgentIsWaitedFor() {
    StoredFile file = impatientFile();
    String another = "another-" + scene.host();
    api.put("/v1/hosts/" + another + "/agent", "ttl", "PT10M").is(201);
    Holder p = scene.holder(file, 0, 4 * K);
    Holder q = scene.process("host", another).leases(file).pins(file, 0, 4 * K);

    Operation truncate = file.truncates(0).was(202, "BREAKING");

    await().until(() -> p.now().state().equals("KILLED"));
    q.gets("SIGIO", "SIGBUS", "SIGKILL");
    scene.passes(q.signalledAt("SIGKILL").plusMillis(600));
    assertThat(q.now().state()).isEqualTo("RUNNING");
    truncate.isStill("BREAKING");
    assertThat(truncate.blockers()).containsExactly(q.id());
  }

  @Test
  void aBreakIsShownAsItsOperationShowsIt() {
    StoredFile file = scene.file();
    Holder p = scene.holder(file, 0, 4 * K);
    JsonNode told = file.truncates(0).was(202, "BREAKING").breaks().getFirst();
    String path = "/v1/breaks/" + told.path("id").asString();

    Answer shown = api.get(path).is(200);
    told.propertyNames().forEach(name -> assertThat(shown.at(name)).isEqualTo(told.path(name)));
    assertThat(shown.text("fileId")).isEqualTo(file.id());
    assertThat(shown.number("epoch")).isEqualTo(p.leaseNow().number("epoch"));
    assertThat(shown.number("pins")).isEqualTo(1);

    p.unpins();
    assertThat(api.get(path).is(200).text("outcome")).isEqualTo("UNPINNED");
    api.get("/v1/breaks/" + file.id()).refused(404, "ENOENT");
  }
}
