package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.daxlease.AtOnce;
import org.daxlease.database.EveryDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;

/**
 * Quotas, which hold without credentials, too: then everybody is one principal. And what else is
 * off by default and costs a service of its own to try: web pages of other origins.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:quota;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
      "daxlease.security.mode=token",
      "daxlease.security.tokens.alice.value=token-of-alice",
      "daxlease.security.tokens.alice.roles=operator",
      "daxlease.security.tokens.bob.value=token-of-bob",
      "daxlease.security.tokens.bob.roles=operator",
      "daxlease.security.quota.max-pins=5",
      "daxlease.security.quota.max-leases=3",
      "daxlease.security.quota.max-unbreakable=1",
      "daxlease.security.quota.max-webhooks=2",
      "daxlease.security.cors.allowed-origins=https://console.example.com,https://two.example.com"
    })
@EveryDatabase
@DirtiesContext
class QuotaTest {

  /** Paths and pids that nobody has had before. */
  private static final AtomicInteger MADE = new AtomicInteger();

  @LocalServerPort private int port;

  private Site site;
  private String file;

  @BeforeEach
  void file() {
    site = new Site(port);
    file =
        site.send(
                "alice",
                "POST /v1/files",
                "{'filesystem':'pmem0','path':'/q%s','backing':'DAX','size':4096}"
                    .formatted(MADE.incrementAndGet()))
            .is(201)
            .id();
  }

  private String process(String who) {
    String body = "{'host':'n','pid':" + MADE.incrementAndGet() + "}";
    return site.send(who, "POST /v1/processes", body).is(201).id();
  }

  private String mapping(String who, String process) {
    return mapping(who, process, file);
  }

  private String leasingFile() {
    return site.send(
            "alice",
            "POST /v1/files",
            "{'filesystem':'pmem0','path':'/l%s','backing':'DAX','size':4096,%s}"
                .formatted(MADE.incrementAndGet(), "'policy':{'unleasedPin':'IMPLICIT_LEASE'}"))
        .is(201)
        .id();
  }

  private String mapping(String who, String process, String file) {
    return site.send(
            who,
            "POST /v1/mappings",
            "{'processId':'%s','fileId':'%s','offset':0,'length':4096,'protection':'READ'}"
                .formatted(process, file))
        .is(201)
        .id();
  }

  private static String pin(String mapping) {
    return "{'mappingId':'" + mapping + "','offset':0,'length':4096,'access':'READ'}";
  }

  private void exit(String... processes) {
    for (String process : processes) {
      site.send("alice", "DELETE /v1/processes/" + process).is(204);
    }
  }

  @Test
  void pinsAreCountedOverAllProcessesOfAPrincipalHoweverManyAskAtOnce() throws Exception {
    String first = process("alice");
    String second = process("alice");
    String bobs = process("bob");
    List<String> mappings = List.of(mapping("alice", first), mapping("alice", second));

    List<Site.Answer> answers =
        atOnce(16, i -> site.send("alice", "POST /v1/pins", pin(mappings.get(i % 2))));

    assertThat(
            answers.stream()
                .collect(Collectors.groupingBy(Site.Answer::status, Collectors.counting())))
        .isEqualTo(Map.of(201, 5L, 429, 11L));
    Site.Answer refused = answers.stream().filter(a -> a.status() == 429).findFirst().orElseThrow();
    refused.refused(429, "EDQUOT");
    assertThat(refused.header("Retry-After")).isNotBlank();
    // Whose the process is counts, not who asks; and what is given back is there again.
    site.send("bob", "POST /v1/pins", pin(mappings.get(0))).refused(429, "EDQUOT");
    site.send("bob", "POST /v1/pins", pin(mapping("bob", bobs))).is(201);
    String given = answers.stream().filter(a -> a.status() == 201).findFirst().orElseThrow().id();
    site.send("alice", "DELETE /v1/pins/" + given).is(204);
    site.send("alice", "POST /v1/pins", pin(mappings.get(1))).is(201);
    exit(first, second, bobs);
  }

  @Test
  void batchGetsWhatIsLeft() {
    String process = process("alice");
    String item = pin(mapping("alice", process));

    JsonNode items =
        site.send(
                "alice",
                "POST /v1/pins/batch",
                "{'items':[" + String.join(",", Collections.nCopies(7, item)) + "]}")
            .is(200)
            .json()
            .path("items");

    assertThat(items.valueStream().filter(i -> i.has("pin"))).hasSize(5);
    assertThat(items.path(6).path("problem").path("code").asString()).isEqualTo("EDQUOT");
    exit(process);
  }

  @Test
  void leasesThatPinsBringAreCounted() {
    String process = process("alice");
    List<String> mappings =
        IntStream.range(0, 4).mapToObj(_ -> mapping("alice", process, leasingFile())).toList();

    for (String mapping : mappings.subList(0, 3)) {
      site.send("alice", "POST /v1/pins", pin(mapping)).is(201);
    }

    site.send("alice", "POST /v1/pins", pin(mappings.get(3))).refused(429, "EDQUOT");
    // A second pin under a lease that is there takes none.
    site.send("alice", "POST /v1/pins", pin(mappings.get(0))).is(201);
    exit(process);
  }

  @Test
  void whoeverIsHandedAPinMustBeAllowedOneMore() {
    String giver = process("bob");
    String receiver = process("alice");
    String own = mapping("alice", receiver);
    String given = site.send("bob", "POST /v1/pins", pin(mapping("bob", giver))).is(201).id();
    String transfer = "POST /v1/pins/" + given + "/transfer";
    String to = "{'processId':'%s','mappingId':'%s'}".formatted(receiver, own);
    List<String> pins =
        IntStream.range(0, 5)
            .mapToObj(_ -> site.send("alice", "POST /v1/pins", pin(own)).is(201).id())
            .toList();

    site.send("alice", transfer, to).refused(429, "EDQUOT");
    String gone = process("bob");
    String lost = site.send("bob", "POST /v1/pins", pin(mapping("bob", gone))).is(201).id();
    exit(gone);
    site.send("alice", "POST /v1/pins/" + lost + "/transfer", to).refused(410, "ESRCH");

    site.send("alice", "DELETE /v1/pins/" + pins.getFirst()).is(204);
    site.send("alice", transfer, to).is(200);
    exit(giver, receiver);
  }

  @Test
  void leasesAndUnbreakableOnesAreCounted() {
    List<String> processes = IntStream.range(0, 4).mapToObj(_ -> process("alice")).toList();
    String lease = "{'processId':'%s','fileId':'" + file + "'%s}";

    site.send("alice", "POST /v1/leases", lease.formatted(processes.get(0), ",'breakable':false"))
        .is(201);
    site.send("alice", "POST /v1/leases", lease.formatted(processes.get(1), ",'breakable':false"))
        .refused(429, "EDQUOT");
    site.send("alice", "POST /v1/leases", lease.formatted(processes.get(1), "")).is(201);
    site.send("alice", "POST /v1/leases", lease.formatted(processes.get(1), ",'breakable':false"))
        .refused(429, "EDQUOT");
    site.send("alice", "POST /v1/leases", lease.formatted(processes.get(2), "")).is(201);
    site.send("alice", "POST /v1/leases", lease.formatted(processes.get(3), ""))
        .refused(429, "EDQUOT");
    // Confirming what one has takes nothing more.
    site.send("alice", "POST /v1/leases", lease.formatted(processes.get(0), ",'breakable':false"))
        .is(200);
    site.send("alice", "POST /v1/leases", lease.formatted(processes.get(2), "")).is(200);
    exit(processes.toArray(String[]::new));
  }

  @Test
  void webhooksAreCountedHoweverManyAreAskedForAtOnce() throws Exception {
    String body = "{'url':'https://h.example.com/','types':['nothing']}";

    List<Site.Answer> answers = atOnce(6, _ -> site.send("alice", "POST /v1/webhooks", body));

    assertThat(
            answers.stream()
                .collect(Collectors.groupingBy(Site.Answer::status, Collectors.counting())))
        .isEqualTo(Map.of(201, 2L, 429, 4L));
    Site.Answer refused = answers.stream().filter(a -> a.status() == 429).findFirst().orElseThrow();
    refused.refused(429, "EDQUOT");
    assertThat(refused.header("Retry-After")).matches("[1-9][0-9]*");
    assertThat(site.send("alice", "GET /v1/webhooks").each("id")).hasSize(2);
    site.send("bob", "POST /v1/webhooks", body).is(201);
    // One that is gone makes room.
    String first = site.send("alice", "GET /v1/webhooks").json().at("/items/0/id").asString();
    site.send("alice", "DELETE /v1/webhooks/" + first).is(204);
    site.send("alice", "POST /v1/webhooks", body).is(201);
  }

  @Test
  void pagesOfListedOriginsMayCallAndOthersNot() {
    String listed = "https://console.example.com";
    Site.Answer preflight = preflight(listed, "POST").is(200);
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(listed);
    assertThat(preflight.header("Access-Control-Allow-Methods")).contains("HEAD", "POST", "DELETE");
    assertThat(preflight.header("Access-Control-Allow-Headers"))
        .containsIgnoringCase("authorization");
    assertThat(preflight.header("Access-Control-Allow-Credentials")).isEmpty();
    Site.Answer answer = site.from(listed, "alice", "GET /v1/files").is(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(listed);
    assertThat(answer.header("Access-Control-Expose-Headers")).contains("ETag", "Retry-After");
    site.from(listed, "nobody", "GET /v1/files").refused(401, "EACCES");

    for (String other : List.of("https://evil.example.com", "http://console.example.com", "null")) {
      assertThat(
              preflight(other, "POST").refused(403, "EACCES").header("Access-Control-Allow-Origin"))
          .isEmpty();
      assertThat(
              site.from(other, "alice", "GET /v1/files")
                  .refused(403, "EACCES")
                  .header("Access-Control-Allow-Origin"))
          .isEmpty();
    }
    assertThat(preflight(listed, "TRACE").is(403).header("Access-Control-Allow-Methods")).isEmpty();
  }

  private Site.Answer preflight(String origin, String method) {
    return site.from(
        origin,
        "nobody",
        "OPTIONS /v1/files",
        "Access-Control-Request-Method",
        method,
        "Access-Control-Request-Headers",
        "authorization, content-type");
  }

  private interface Shot {
    Site.Answer at(int number);
  }

  private static List<Site.Answer> atOnce(int number, Shot shot) throws Exception {
    return AtOnce.call(
        IntStream.range(0, number).<Callable<Site.Answer>>mapToObj(i -> () -> shot.at(i)).toList());
  }
}
