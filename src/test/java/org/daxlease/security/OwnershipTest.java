package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.daxlease.UnderWay;
import org.daxlease.http.EventStream;
import org.daxlease.http.StubServer;
import org.daxlease.http.StubServer.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** What is whose, beyond the one question that the access table asks of every request. */
@ExtendWith(OutputCaptureExtension.class)
@Isolated("reads what the whole JVM prints")
class OwnershipTest extends Guarded {

  @Autowired private MeterRegistry meters;
  private Things alices;
  private Things bobs;

  @BeforeEach
  void twoHoldersOnTwoHosts() {
    alices = new Things(site, "alice", "node-b", "olga");
    bobs = new Things(site, "bob", "node-a", "oscar");
  }

  /** Nobody learns by asking which ids there are. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "process | GET /v1/processes/*                | `` ",
        "process | GET /v1/processes/*/file-pins      | `` ",
        "process | GET /v1/processes/*/signals        | `` ",
        "process | DELETE /v1/processes/*             | `` ",
        "process | POST /v1/processes/*/heartbeat     | {}",
        "mapping | GET /v1/mappings/*                 | `` ",
        "mapping | DELETE /v1/mappings/*              | `` ",
        "lease | GET /v1/leases/*                   | `` ",
        "lease | DELETE /v1/leases/*                | `` ",
        "pin | GET /v1/pins/*                     | `` ",
        "pin | DELETE /v1/pins/*                  | `` ",
        "pin | POST /v1/pins/*/trim               | {'offset':0,'length':4096}",
        "pin | POST /v1/pins/*/transfer           | {'processId':'*','mappingId':'*'}",
        "process | POST /v1/mappings | {'processId':'*','fileId':'{file}','offset':0,'length':4096,'protection':'READ'}",
        "process | POST /v1/leases   | {'processId':'*','fileId':'{file}'}",
        "process | POST /v1/leases   | {'processId':'*','fileId':'{file}','breakable':false}",
        "mapping | POST /v1/pins     | {'mappingId':'*','offset':0,'length':4096,'access':'READ'}"
      })
  void foreignAndUnknownIdsAreRefusedAlike(String kind, String request, String body) {
    String unknown = UUID.randomUUID().toString();
    String foreign = bobs.in("{" + kind + "}");

    Site.Answer toUnknown =
        site.send("alice", request.replace("*", unknown), bobs.in(body.replace("*", unknown)));
    Site.Answer toForeign =
        site.send("alice", request.replace("*", foreign), bobs.in(body.replace("*", foreign)));

    toForeign.refused(403, "EACCES");
    assertThat(toUnknown.refused(403, "EACCES").body().replace(unknown, "*"))
        .isEqualTo(toForeign.body().replace(foreign, "*"));
    // Who may see everything is told the truth.
    if (request.startsWith("GET")) {
      site.send("vera", request.replace("*", unknown)).refused(404, "ENOENT");
    }
  }

  @Test
  void foreignProcessIsNotSaidToBeGone() {
    site.send("bob", "DELETE /v1/processes/" + bobs.in("{process}")).is(204);

    for (String request : List.of("GET", "DELETE")) {
      site.send("alice", request + " /v1/processes/" + bobs.in("{process}")).refused(403, "EACCES");
    }
    site.send("alice", "DELETE /v1/pins/" + bobs.in("{pin}")).refused(403, "EACCES");
  }

  @Test
  void pinPassesOnlyBetweenOwnProcesses() {
    String request = "POST /v1/pins/" + alices.in("{pin}") + "/transfer";
    String toBob = bobs.in("{'processId':'{process}','mappingId':'{mapping}'}");
    String intoBobsMapping =
        alices.in("{'processId':'{other}',") + bobs.in("'mappingId':'{mapping}'}");

    site.send("alice", request, toBob).refused(403, "EACCES");
    site.send("bob", request, toBob).refused(403, "EACCES");
    site.send("alice", request, intoBobsMapping).refused(403, "EACCES");
    // The node agent of the receiver's host holds one side of it only.
    site.send("agent", request, toBob).refused(403, "EACCES");
    site.send("alice", request, alices.in("{'processId':'{other}','mappingId':'{otherMapping}'}"))
        .is(200);
  }

  @Test
  void eachItemOfABatchIsJudgedAlone() {
    String pin = "{'mappingId':'%s','offset':0,'length':4096,'access':'READ'}";
    JsonNode items =
        site.send(
                "alice",
                "POST /v1/pins/batch",
                "{'items':[%s,%s,%s]}"
                    .formatted(
                        pin.formatted(alices.in("{mapping}")),
                        pin.formatted(bobs.in("{mapping}")),
                        pin.formatted(UUID.randomUUID())))
            .is(200)
            .json()
            .path("items");

    assertThat(items.path(0).path("pin").path("state").asString()).isEqualTo("PINNED");
    assertThat(items.path(1).path("problem").path("code").asString()).isEqualTo("EACCES");
    assertThat(items.path(2).path("problem").path("code").asString()).isEqualTo("EACCES");
  }

  @Test
  void nodeAgentActsForItsHostAndNoOther() {
    String process = bobs.in("{process}");

    site.send("agent", "GET /v1/processes/" + process).is(200);
    site.send("agent", "POST /v1/processes/" + process + "/heartbeat", "{}").is(200);
    site.send("agent", "POST /v1/processes", alices.in("{'host':'node-b','pid':{fresh}}"))
        .refused(403, "EACCES");
    site.send("agent", "POST /v1/processes", alices.in("{'host':'node-a','pid':{fresh}}")).is(201);
    assertThat(site.send("agent", "GET /v1/processes?limit=1000").is(200).each("host"))
        .isNotEmpty()
        .containsOnly("node-a");
    site.send("agent", "DELETE /v1/processes/" + process).is(204);
  }

  @Test
  void runningProcessOfSomebodyElseIsNotRegisteredAgain() {
    String body = alices.in("{'host':'node-b','pid':{fresh},'startTime':'1'}");
    String id = site.send("alice", "POST /v1/processes", body).is(201).id();

    site.send("bob", "POST /v1/processes", body).refused(403, "EACCES");
    assertThat(site.send("alice", "POST /v1/processes", body).is(200).id()).isEqualTo(id);
    site.send("alice", "DELETE /v1/processes/" + id).is(204);
    assertThat(site.send("bob", "POST /v1/processes", body).is(201).id()).isNotEqualTo(id);
  }

  @Test
  void unbreakableLeaseTakesItsRole() {
    String lease = "{'processId':'%s','fileId':'%s','breakable':false,'offset':0,'length':4096}";
    String file = alices.in("{file}");

    site.send("alice", "POST /v1/leases", lease.formatted(alices.in("{process}"), file))
        .refused(403, "EPERM");
    String process =
        site.send("una", "POST /v1/processes", alices.in("{'host':'n','pid':{fresh}}"))
            .is(201)
            .id();
    site.send("una", "POST /v1/leases", lease.formatted(process, file)).is(201);
    site.send("otto", "POST /v1/leases", lease.formatted(bobs.in("{process}"), file)).is(201);
  }

  @Test
  void unbreakableLeaseGetsAnotherRangeFromThatRoleOnly() {
    String process = bobs.in("{process}");
    String file = alices.in("{file}");
    String lease = "{'processId':'%s','fileId':'%s'%s}";
    String range = ",'offset':0,'length':";
    site.send(
            "otto",
            "POST /v1/leases",
            lease.formatted(process, file, ",'breakable':false" + range + "4096"))
        .is(201);

    for (String wider : List.of(range + "8192", ",'length':8192", ",'offset':4096")) {
      site.send("bob", "POST /v1/leases", lease.formatted(process, file, wider))
          .refused(403, "EPERM");
    }
    site.send("bob", "POST /v1/leases", lease.formatted(process, file, "")).is(200);
    site.send("bob", "POST /v1/leases", lease.formatted(process, file, range + "4096")).is(200);
    site.send(
            "bob",
            "POST /v1/leases",
            lease.formatted(process, file, ",'breakable':true" + range + "8192"))
        .is(200);
    site.send("bob", "POST /v1/leases", lease.formatted(process, file, range + "4096")).is(200);
  }

  /** What policy widens for a pin must not be more than could be asked for. */
  @Test
  void unbreakableLeaseIsWidenedForThatRoleOnly() {
    String file =
        site.send(
                "otto",
                "POST /v1/files",
                bobs.in(
                    "{'filesystem':'pmem0','path':'/w{fresh}','backing':'DAX','size':65536,'policy':{'unleasedPin':'IMPLICIT_LEASE'}}"))
            .is(201)
            .id();
    String process = bobs.in("{process}");
    String pin = "{'mappingId':'%s','offset':4096,'length':4096,'access':'READ'}";
    String mapping =
        site.send(
                "bob",
                "POST /v1/mappings",
                "{'processId':'%s','fileId':'%s','offset':0,'length':65536,'protection':'READ'}"
                    .formatted(process, file))
            .is(201)
            .id();
    site.send(
            "otto",
            "POST /v1/leases",
            "{'processId':'%s','fileId':'%s','breakable':false,'offset':0,'length':4096}"
                .formatted(process, file))
        .is(201);

    site.send("bob", "POST /v1/pins", pin.formatted(mapping)).refused(403, "EPERM");
    site.send("bob", "POST /v1/pins", pin.formatted(mapping).replace("4096,'length'", "0,'length'"))
        .is(201);
    site.send("otto", "POST /v1/pins", pin.formatted(mapping)).is(201);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "olga, 'leaseBreakTime':'PT9M',  403",
        "otto, 'leaseBreakTime':'PT1S',  201",
        "olga, 'leaseBreakTime':'PT50M', 201",
        "olga, 'leaseBreakTime':'PT0S',  201",
        "olga, 'leaseBreakTime':'PT10M', 201"
      })
  void holdersGetLessTimeOnlyFromAnOperator(String who, String wish, int status) {
    for (String dryRun : List.of("false", "true")) {
      String body =
          alices.in(
              "{'fileId':'{file}','kind':'READ','offset':0,'length':1,'dryRun':"
                  + dryRun
                  + ","
                  + wish
                  + "}");
      Site.Answer answer = site.send(who, "POST /v1/operations", body);
      if (status == 403) {
        answer.refused(403, "EPERM");
      } else {
        answer.is(dryRun.equals("true") ? 200 : status);
      }
    }
  }

  /** A process of somebody who is a holder and an orchestrator. */
  private String boths() {
    return site.send("both", "POST /v1/processes", alices.in("{'host':'n','pid':{fresh}}"))
        .is(201)
        .id();
  }

  @Test
  void requesterIsOnesOwnProcess() {
    String body = "{'fileId':'%s','kind':'READ','offset':0,'length':1,'requesterProcessId':'%s'}";
    String file = alices.in("{file}");
    String process = boths();

    site.send("both", "POST /v1/operations", body.formatted(file, process)).is(201);
    site.send("both", "POST /v1/operations", body.formatted(file, alices.in("{process}")))
        .refused(403, "EACCES");
    site.send("olga", "POST /v1/operations", body.formatted(file, UUID.randomUUID()))
        .refused(403, "EACCES");
    site.send("otto", "POST /v1/operations", body.formatted(file, alices.in("{process}"))).is(201);
  }

  @Test
  void thatTheRequesterIsGoneIsSaidBeforeWhatItMayNot() {
    String process = boths();
    site.send("both", "DELETE /v1/processes/" + process).is(204);
    String body =
        "{'fileId':'{file}','kind':'READ','offset':0,'length':1,'leaseBreakTime':'PT1S',"
            + "'requesterProcessId':'%s'}";

    site.send("both", "POST /v1/operations", alices.in(body.formatted(process)))
        .refused(410, "ESRCH");
  }

  @Test
  void policiesAreTheOperators() {
    String file = "{'filesystem':'pmem0','path':'/p{fresh}','backing':'DAX','size':4096%s}";
    String policy = ",'policy':{'leaseBreakTime':'PT1S'}";

    site.send("olga", "POST /v1/files", alices.in(file.formatted(policy))).refused(403, "EPERM");
    site.send("alice", "POST /v1/files", alices.in(file.formatted(policy))).refused(403, "EPERM");
    site.send("alice", "POST /v1/files", alices.in(file.formatted(",'policy':{}"))).is(201);
    site.send("otto", "POST /v1/files", alices.in(file.formatted(policy))).is(201);
  }

  @Test
  void listsShowHoldersTheirOwn() {
    String file = alices.in("{file}");
    String shared =
        site.send(
                "bob",
                "POST /v1/leases",
                bobs.in(
                    "{'processId':'{process}','fileId':'" + file + "','offset':0,'length':4096}"))
            .is(201)
            .id();

    assertThat(site.send("bob", "GET /v1/files/" + file + "/leases").is(200).each("id"))
        .containsExactly(shared);
    assertThat(site.send("alice", "GET /v1/files/" + file + "/leases").is(200).each("id"))
        .contains(alices.in("{lease}"))
        .doesNotContain(shared);
    for (String who : List.of("olga", "vera", "otto")) {
      assertThat(site.send(who, "GET /v1/files/" + file + "/leases").is(200).each("id"))
          .contains(alices.in("{lease}"), shared);
    }
    assertThat(site.send("bob", "GET /v1/files/" + file + "/pins").is(200).each("id")).isEmpty();
    assertThat(site.send("bob", "GET /v1/files/" + file + "/mappings").is(200).each("id"))
        .isEmpty();
    assertThat(site.send("alice", "GET /v1/processes?limit=1000").is(200).each("id"))
        .contains(alices.in("{process}"))
        .doesNotContain(bobs.in("{process}"));
  }

  @Test
  void overviewCountsWhatMayBeSeen() {
    site.send("una", "POST /v1/processes", alices.in("{'host':'n','pid':{fresh}}")).is(201);

    JsonNode unas = site.send("una", "GET /v1/overview").is(200).json();
    JsonNode all = site.send("vera", "GET /v1/overview").is(200).json();

    assertThat(unas.path("pins").asLong()).isZero();
    assertThat(unas.path("processes").asLong())
        .isPositive()
        .isLessThan(all.path("processes").asLong());
    assertThat(unas.path("operations")).isEmpty();
    assertThat(all.path("operations").path("GRANTED").asLong()).isPositive();
  }

  /** Every entry that somebody may see, and none else, on a list as on a stream. */
  @Test
  void journalShowsEachWhatItMaySee() {
    assertThat(types("bob"))
        .contains("process.registered", "pin.pinned", "lease.taken", "file.registered")
        .noneMatch(type -> type.startsWith("operation."));
    assertThat(processes("alice")).doesNotContain(bobs.in("{process}"), bobs.in("{other}"));
    assertThat(processes("alice")).contains(alices.in("{process}"), alices.in("{other}"));
    assertThat(processes("agent"))
        .contains(bobs.in("{process}"))
        .doesNotContain(alices.in("{process}"));
    assertThat(types("olga"))
        .contains("pin.pinned", "operation.granted", "file.registered")
        .noneMatch(type -> type.startsWith("process."));
    assertThat(types("vera")).contains("process.registered", "operation.granted", "pin.pinned");
    assertThat(processes("vera")).contains(alices.in("{process}"), bobs.in("{process}"));
    // A filter takes away, it does not give.
    assertThat(events("alice", "&processId=" + bobs.in("{process}"))).isEmpty();
    assertThat(events("alice", "&host=node-a"))
        .noneSatisfy(event ->
            assertThat(event.path("data").path("processId").asString())
                .isIn(bobs.in("{process}"), bobs.in("{other}")));
  }

  @Test
  void entriesAndOperationsNameWhoDidIt() {
    String operation = alices.in("{operation}");

    assertThat(events("vera", "&fileId=" + alices.in("{file}")))
        .isNotEmpty()
        .allSatisfy(event ->
            assertThat(event.path("data").path("principal").asString()).isIn("alice", "olga"));
    assertThat(site.send("vera", "GET /v1/operations/" + operation).is(200).text("principal"))
        .isEqualTo("olga");
    site.send(
            "otto",
            "POST /v1/processes/" + alices.in("{process}") + "/fence",
            "{'reason':'rack 7 is off'}")
        .is(200);
    assertThat(events("vera", "&type=process.fenced&processId=" + alices.in("{process}")))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.path("data").path("principal").asString()).isEqualTo("otto");
          assertThat(event.path("data").path("reason").asString()).isEqualTo("rack 7 is off");
        });
  }

  @Test
  void whatAnOperatorForcesIsJournalledWithWhoAndWhy() {
    String waiting = "POST /v1/operations/" + alices.in("{waiting}") + "/expedite";
    String why = "{'stage':'SIGBUS','reason':'node 7 does not answer the phone'}";

    site.send("olga", waiting, why).refused(403, "EACCES");
    site.send("otto", waiting, "{'stage':'SIGBUS'}").refused(400, "EINVAL");
    site.send("otto", waiting, "{'stage':'SIGBUS','reason':' '}").refused(400, "EINVAL");
    site.send("otto", waiting, why).is(200);

    assertThat(events("vera", "&type=operation.expedited&fileId=" + alices.in("{file}")))
        .extracting(event -> event.path("data"))
        .singleElement()
        .satisfies(data -> {
          assertThat(data.path("operationId").asString()).isEqualTo(alices.in("{waiting}"));
          assertThat(data.path("principal").asString()).isEqualTo("otto");
          assertThat(data.path("reason").asString()).isEqualTo("node 7 does not answer the phone");
          assertThat(data.path("stage").asString()).isEqualTo("SIGBUS");
        });
  }

  /** What a webhook is sent is what its owner may see at that moment, and no more. */
  @Test
  void webhookGetsWhatItsOwnerMaySee() {
    String alicesHook = hook("alice");
    take(TOKENS.replace("vera.roles: viewer", "vera.roles: [ viewer, orchestrator ]"));
    String verasHook = hook("vera");
    site.send("bob", "GET " + alicesHook).refused(403, "EACCES");
    site.send("bob", "GET " + alicesHook + "/deliveries").refused(403, "EACCES");
    assertThat(site.send("bob", "GET /v1/webhooks").is(200).each("id"))
        .noneMatch(alicesHook::endsWith);
    Things own = new Things(site, "alice", "node-b", "olga");
    Things foreign = new Things(site, "bob", "node-a", "olga");

    assertThat(attempted("alice", alicesHook))
        .contains(registration(own))
        .doesNotContain(registration(foreign));

    // What was committed before has been sent; from here on its owner may see no processes.
    await()
        .untilAsserted(
            () -> assertThat(deliveries("vera", verasHook)).contains(registration(foreign)));
    take(TOKENS.replace("vera.roles: viewer", "vera.roles: orchestrator"));
    Things later = new Things(site, "bob", "node-a", "olga");

    assertThat(attempted("vera", verasHook)).doesNotContain(registration(later));
    // Nor is what has failed before sent again, by itself or for the asking.
    String tried = verasHook + "/deliveries/" + registration(foreign);
    site.send("vera", "POST " + tried + "/redeliver").refused(404, "ENOENT");
    await()
        .untilAsserted(() -> {
          JsonNode delivery = site.send("vera", "GET " + tried).is(200).json();
          assertThat(delivery.path("state").asString()).isEqualTo("FAILED");
          assertThat(delivery.path("log").findValuesAsString("outcome")).endsWith("FORBIDDEN");
        });
    site.send("otto", "DELETE " + alicesHook).is(204);
    site.send("otto", "DELETE " + verasHook).is(204);
  }

  /** Not even whether there is such a process is told to who may not read it. */
  @Test
  void webhookAboutOneProcessIsForWhoeverMayReadIt() {
    String url = "{'url':'http://127.0.0.1:1/','types':['nothing'],";
    String about = url + alices.in("'processId':'{process}'}");
    String nobody = url + "'processId':'01990000-0000-7000-8000-0000000000ff'}";

    site.send("bob", "POST /v1/webhooks", about).refused(403, "EACCES");
    site.send("bob", "POST /v1/webhooks", nobody).refused(403, "EACCES");
    site.send("otto", "POST /v1/webhooks", nobody).refused(404, "ENOENT");
    String own = site.send("alice", "POST /v1/webhooks", about).is(201).id();
    site.send("alice", "DELETE /v1/webhooks/" + own).is(204);
  }

  /** A webhook for everything, where nobody listens: each attempt fails, and is listed. */
  private String hook(String who) {
    return "/v1/webhooks/"
        + site.send(who, "POST /v1/webhooks", "{'url':'http://127.0.0.1:1/'}").is(201).id();
  }

  private String registration(Things of) {
    return events("otto", "&type=process.registered&processId=" + of.in("{process}"))
        .getFirst()
        .path("id")
        .asString();
  }

  /** What a webhook has been tried with, once all that is committed so far had its turn. */
  private List<String> attempted(String who, String hook) {
    String last = site.send(who, "POST " + hook + "/test").is(202).text("eventId");
    await().untilAsserted(() -> assertThat(deliveries(who, hook)).contains(last));
    return deliveries(who, hook);
  }

  private List<String> deliveries(String who, String hook) {
    return site.send(who, "GET " + hook + "/deliveries?limit=1000").is(200).each("id").toList();
  }

  /** An onlooker who reads a signal is not the holder who was to get it. */
  @Test
  void onlyAHoldersStreamShowsThatASignalArrived() {
    readsASignal("vera", alices);
    readsASignal("otto", alices);
    readsASignal("bob", bobs);

    await().untilAsserted(() -> assertThat(evidence(bobs)).containsExactly("STREAM"));
    // Evidence is written down in the order in which it comes.
    assertThat(evidence(alices)).isEmpty();
  }

  @Test
  void onlyAHoldersWebhookShowsThatASignalArrived() {
    StubServer receiver = new StubServer().on("/", Answer.of(204));
    String url = "{'url':'" + receiver.uri() + "/'";
    String signals = url + ",'types':['signal.'],'host':'%s'}";
    List<String> hooks = new ArrayList<>();
    try {
      hooks.add(site.send("otto", "POST /v1/webhooks", signals.formatted("node-b")).is(201).id());
      hooks.add(site.send("bob", "POST /v1/webhooks", signals.formatted("node-a")).is(201).id());
      String deliveries = "GET /v1/webhooks/" + hooks.getFirst() + "/deliveries";
      Things watched = new Things(site, "alice", "node-b", "olga");
      await()
          .untilAsserted(() ->
              assertThat(site.send("otto", deliveries).each("state"))
                  .containsOnly("DELIVERED")
                  .isNotEmpty());
      Things own = new Things(site, "bob", "node-a", "olga");

      await().untilAsserted(() -> assertThat(evidence(own)).containsExactly("WEBHOOK"));
      assertThat(evidence(watched)).isEmpty();
    } finally {
      hooks.forEach(id -> site.send("otto", "DELETE /v1/webhooks/" + id).is(204));
      receiver.close();
    }
  }

  private void readsASignal(String who, Things of) {
    String path = of.in("/v1/processes/{process}/signals");
    try (EventStream stream = site.stream("token-of-" + who, path)) {
      stream.awaits(event -> event.name().equals("signal.sigio"));
    }
  }

  private List<String> evidence(Things of) {
    return site.send("olga", "GET /v1/operations/" + of.in("{waiting}"))
        .is(200)
        .json()
        .at("/breaks/0/signals/0/deliveries")
        .valueStream()
        .map(d -> d.path("path").asString())
        .toList();
  }

  /** With the same request to the letter: the answer belongs to the one, not to the key. */
  @Test
  void answerKeptForOnePrincipalIsNeverShownToAnother() {
    String key = UUID.randomUUID().toString();
    String request = "POST /v1/processes/" + alices.in("{process}") + "/heartbeat";
    String kept = site.keyed("alice", key, request, "{}").is(200).body();
    assertThat(kept).contains("signal.sigio");

    assertThat(site.keyed("bob", key, request, "{}").refused(403, "EACCES").body())
        .doesNotContain("signal");
    site.keyed("olga", key, request, "{}").refused(403, "EACCES");
    assertThat(site.keyed("alice", key, request, "{}").is(200).body()).isEqualTo(kept);

    // Whose role is gone does not even get its own answer again.
    take(TOKENS.replace("alice.roles: holder", "alice.roles: orchestrator"));
    site.keyed("alice", key, request, "{}").refused(403, "EACCES");
  }

  @Test
  void sameKeyOfTwoPrincipalsIsTwoKeys() {
    String body = alices.in("{'host':'key','pid':{fresh},'startTime':'%s'}");
    String key = UUID.randomUUID().toString();

    Site.Answer alice = site.keyed("alice", key, "POST /v1/processes", body.formatted("a")).is(201);
    Site.Answer bob = site.keyed("bob", key, "POST /v1/processes", body.formatted("b")).is(201);

    assertThat(bob.id()).isNotEqualTo(alice.id());
    assertThat(site.keyed("alice", key, "POST /v1/processes", body.formatted("a")).is(201).id())
        .isEqualTo(alice.id());
  }

  @Test
  void revokedTokenEndsItsStreamsAndIsNoToken() {
    try (EventStream stream = site.stream("token-of-alice", "/v1/events");
        EventStream other = site.stream("token-of-bob", "/v1/events")) {
      take(TOKENS.replace("token-of-alice", "next-token-of-alice"));

      stream.awaitsEnd();
      site.send("alice", "GET /v1/files").refused(401, "EACCES");
      site.sendWith("Bearer next-token-of-alice", "GET /v1/files", "").is(200);
      // Who was not revoked goes on.
      new Things(site, "bob", "node-a", "olga");
      other.awaits(event -> event.name().equals("process.registered"));
    }
  }

  /** An exit must not be lost for the form of an answer that has no body. */
  @Test
  void exitIsTakenWhateverAnswerIsAcceptable() {
    String process = "/v1/processes/" + alices.in("{other}");

    site.from("https://a.example", "alice", "DELETE " + process, "Accept", "text/plain").is(204);

    assertThat(site.send("alice", "GET " + process).text("state")).isEqualTo("EXITED");
  }

  @Test
  void revokedTokenIsToldNothingByItsLongPoll() {
    String body = "{'fileId':'{file}','kind':'PUNCH_HOLE','offset':0,'length':4096}";
    String waiting =
        "/v1/operations/" + site.send("olga", "POST /v1/operations", alices.in(body)).is(202).id();
    // No stream of a test before.
    await().until(() -> UnderWay.requests(meters) == 0);
    CompletableFuture<Site.Answer> poll =
        CompletableFuture.supplyAsync(() -> site.send("olga", "GET " + waiting + "?wait=PT60S"));
    await().until(() -> UnderWay.requests(meters) == 1);

    take(TOKENS.replace("token-of-olga", "next-token-of-olga"));
    site.send("otto", "DELETE " + waiting).is(200);

    assertThat(poll.join().refused(401, "EACCES").header("WWW-Authenticate"))
        .isEqualTo("Bearer error=\"invalid_token\"");
  }

  @Test
  void changedRolesCountAtOnce() {
    site.send("alice", "GET /v1/operations").refused(403, "EACCES");

    take(TOKENS.replace("alice.roles: holder", "alice.roles: holder, orchestrator"));
    site.send("alice", "GET /v1/operations").is(200);

    take(TOKENS);
    site.send("alice", "GET /v1/operations").refused(403, "EACCES");
  }

  @Test
  void fileThatMakesNoSenseLeavesWhatWasGood(CapturedOutput output) {
    write("alice.value: token-of-alice\nalice.roles: emperor\ncarol.value: token-of-carol\n");
    await().until(() -> output.getOut().contains("has the role emperor"));

    assertThat(output.getOut()).doesNotContain("token-of-carol", "token-of-alice");
    site.send("carol", "GET /v1/files").refused(401, "EACCES");
    site.send("alice", "GET /v1/files").is(200);
    site.send("configured", "GET /v1/files").is(200);
  }

  @Test
  void streamsOfAPrincipalAreLimited() {
    List<EventStream> open =
        Stream.generate(() -> site.stream("token-of-oscar", "/v1/events")).limit(3).toList();

    try {
      Site.Answer refused = site.send("oscar", "GET /v1/events");
      assertThat(refused.refused(429, "EDQUOT").header("Retry-After")).isNotBlank();
      site.stream("token-of-olga", "/v1/events").close();
    } finally {
      open.forEach(EventStream::close);
    }
    // That somebody has hung up shows when something is written.
    await()
        .untilAsserted(() -> {
          new Things(site, "bob", "node-a", "olga");
          site.stream("token-of-oscar", "/v1/events").close();
        });
  }

  private List<JsonNode> events(String who, String filter) {
    List<JsonNode> events = new ArrayList<>();
    String after = "0";
    do {
      JsonNode page =
          site.send(who, "GET /v1/events?limit=1000&after=" + after + filter).is(200).json();
      page.path("items").forEach(events::add);
      after = page.path("nextCursor").asString("");
    } while (!after.isEmpty());
    return events;
  }

  private Set<String> types(String who) {
    return events(who, "").stream()
        .map(event -> event.path("type").asString().replace("org.daxlease.", ""))
        .collect(Collectors.toSet());
  }

  private Set<String> processes(String who) {
    return events(who, "").stream()
        .map(event -> event.path("data").path("processId").asString(""))
        .collect(Collectors.toSet());
  }
}
