package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.daxlease.coordination.Role;
import org.daxlease.docs.Contract;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * {@code src/docs/access.md}, {@code openapi.yaml} and the service say the same of every request,
 * every role, what is the caller's own and what is not.
 */
class AccessTableTest extends Guarded {

  private static final Path TABLE = Path.of("src/docs/access.md");
  private static final List<String> ROLES = List.of("holder", "orchestrator", "operator", "viewer");

  private static final String WEBHOOK = "{'url':'https://h.example.com/','types':['nothing']}";

  /** What a request must have to be carried out; ids in braces. */
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry("PUT /v1/filesystems/{name}", "{'type':'xfs'}"),
          Map.entry(
              "POST /v1/files",
              "{'filesystem':'pmem0','path':'/n{fresh}','backing':'DAX','size':4096}"),
          Map.entry("PATCH /v1/files/{id}", "{'policy':{'leaseBreakTime':'PT50S'}}"),
          Map.entry("POST /v1/processes", "{'host':'{host}','pid':{fresh}}"),
          Map.entry("POST /v1/processes/{id}/fence", "{'reason':'power is off'}"),
          Map.entry("POST /v1/processes/{id}/heartbeat", "{}"),
          Map.entry(
              "POST /v1/mappings",
              "{'processId':'{process}','fileId':'{file}','offset':0,'length':4096,'protection':'READ'}"),
          Map.entry("POST /v1/leases", "{'processId':'{process}','fileId':'{file}'}"),
          Map.entry(
              "POST /v1/pins",
              "{'mappingId':'{mapping}','offset':0,'length':4096,'access':'READ'}"),
          Map.entry(
              "POST /v1/pins/batch",
              "{'items':[{'mappingId':'{mapping}','offset':0,'length':4096,'access':'READ'}]}"),
          Map.entry("POST /v1/pins/{id}/trim", "{'offset':0,'length':4096}"),
          Map.entry(
              "POST /v1/pins/{id}/transfer",
              "{'processId':'{other}','mappingId':'{otherMapping}'}"),
          Map.entry(
              "POST /v1/operations", "{'fileId':'{file}','kind':'READ','offset':0,'length':1}"),
          Map.entry("PUT /v1/hosts/{host}/agent", "{'ttl':'PT15S'}"),
          Map.entry("POST /v1/operations/{id}/complete", "{'token':{token}}"),
          Map.entry("POST /v1/operations/{id}/renew", "{'token':{token}}"),
          Map.entry("POST /v1/operations/{id}/expedite", "{'reason':'power is off'}"),
          Map.entry("POST /v1/webhooks", WEBHOOK),
          Map.entry("POST /v1/webhooks/{id}/pause", "{}"),
          Map.entry("POST /v1/webhooks/{id}/resume", "{}"),
          Map.entry("POST /v1/webhooks/{id}/rotate-secret", "{}"),
          Map.entry("POST /v1/webhooks/{id}/test", "{}"),
          Map.entry("POST /v1/webhooks/{id}/redeliver", "{'after':'0'}"),
          Map.entry("POST /v1/webhooks/{id}/deliveries/{eventId}/redeliver", "{}"));

  /** What says no to everybody for another reason: nothing of ours waits, or holds nothing. */
  private static final Map<String, Integer> NOT_NOW =
      Map.of(
          "POST /v1/operations/{id}/expedite", 409,
          "DELETE /v1/files/{id}", 409,
          "GET /v1/webhooks/{id}/deliveries/{eventId}", 404,
          "POST /v1/webhooks/{id}/deliveries/{eventId}/redeliver", 404);

  /** One row: the cell of each role, and of nobody. */
  private static Map<String, Map<String, String>> table() throws IOException {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(TABLE)) {
      if (line.startsWith("| `") && line.contains(" /")) {
        List<String> cells =
            Arrays.stream(line.split("\\|", -1)).map(String::strip).skip(1).toList();
        if (cells.size() == 7) {
          Map<String, String> row = new LinkedHashMap<>();
          for (int i = 0; i < ROLES.size(); i++) {
            row.put(ROLES.get(i), cells.get(i + 1));
          }
          row.put("nobody", cells.get(5));
          rows.put(cells.getFirst().replace("`", ""), row);
        }
      }
    }
    return rows;
  }

  /** The requests of the contract and the roles that it says they need. */
  private static Map<String, Set<String>> contract() {
    Map<String, Set<String>> requests = new TreeMap<>();
    Contract.read()
        .operations()
        .forEach((request, operation) -> {
          Set<String> roles = new TreeSet<>();
          if (operation.get("x-required-roles") instanceof List<?> named) {
            named.forEach(role -> roles.add(String.valueOf(role)));
          }
          requests.put(request, roles);
        });
    return requests;
  }

  @Test
  void tableAndContractNameTheSameRequestsAndRoles() throws IOException {
    Map<String, Set<String>> listed = new TreeMap<>();
    table()
        .forEach((request, row) -> {
          if (request.contains(" /v1/")) {
            listed.put(
                request,
                ROLES.stream()
                    .filter(role -> !row.get(role).equals("no"))
                    .collect(Collectors.toCollection(TreeSet::new)));
          }
        });

    assertThat(listed).isEqualTo(contract());
  }

  @Test
  void tableAndServiceNameTheSameRequestsAndRoles() throws IOException {
    Map<String, String> enforced = new TreeMap<>();
    for (EndpointPermission right : EndpointPermission.ALL) {
      enforced.put(
          right.method() + " " + right.path(),
          right.open()
              ? "everybody"
              : right.roles().stream().map(Role::label).sorted().toList().toString());
    }
    Map<String, String> listed = new TreeMap<>();
    table()
        .forEach((request, row) ->
            listed.put(
                request,
                row.get("nobody").equals("yes")
                    ? "everybody"
                    : ROLES.stream()
                        .filter(role -> !row.get(role).equals("no"))
                        .sorted()
                        .toList()
                        .toString()));

    assertThat(enforced).isEqualTo(listed);
  }

  /** Whatever a library maps, too: if it is not in the table, it is not there. */
  @Test
  void nothingIsReachableThatIsNotInTheTable(
      @Autowired List<RequestMappingInfoHandlerMapping> mappings) throws IOException {
    Set<String> known = table().keySet();
    List<String> hidden = new ArrayList<>();
    for (RequestMappingInfoHandlerMapping mapping : mappings) {
      for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        for (RequestMethod method : methods.isEmpty() ? Set.of(RequestMethod.GET) : methods) {
          info.getPatternValues().stream()
              .map(path -> method + " " + path)
              .filter(request -> !known.contains(request))
              .forEach(hidden::add);
        }
      }
    }

    for (String request : hidden) {
      String path = request.replaceAll("\\{[^}]+}", "x").replace("**", "x");
      if (known.stream().noneMatch(k -> path.matches(k.replaceAll("\\{[^}]+}|\\*", "[^/]+")))) {
        assertThat(site.send("otto", path).status()).as(request).isIn(404, 405);
        assertThat(site.send("nobody", path).status()).as(request).isEqualTo(401);
      }
    }
    assertThat(hidden).as("or this test sees nothing").contains("GET /error");
    for (String path : List.of("/actuator", "/actuator/env", "/v3/api-docs", "/h2-console", "/")) {
      site.send("otto", "GET " + path).refused(404, "ENOENT");
      site.send("nobody", "GET " + path).refused(401, "EACCES");
    }
  }

  @Test
  void everyRequestIsAnsweredAsTheTableSays() throws IOException {
    Things alices = new Things(site, "alice", "node-b", "olga");
    // Nobody has said yet that an agent is there.
    for (String host : List.of("node-a", "node-b", "node-c")) {
      site.send("otto", "PUT /v1/hosts/" + host + "/agent", "{'ttl':'PT15S'}").is(201);
    }
    Things agents = new Things(site, "agent", "node-a", "oscar");

    for (Map.Entry<String, Map<String, String>> row : table().entrySet()) {
      String request = row.getKey();
      Map<String, String> cells = row.getValue();
      expect(cells.get("holder"), request, "bob", alices, false);
      if (!request.equals("POST /v1/processes")) {
        expect(cells.get("holder"), request, "agent", alices, false);
      }
      if (!request.equals("PUT /v1/hosts/{host}/agent")) {
        expect(
            cells.get("holder"), request, "alice", own("alice", "node-b", request, alices), true);
      }
      // Registered by somebody else, but on its host.
      expect(cells.get("holder"), request, "agent", own("alice", "node-a", request, agents), true);
      expect(cells.get("orchestrator"), request, "oscar", alices, false);
      expect(
          cells.get("orchestrator"),
          request,
          "olga",
          own("alice", "node-b", request, alices),
          true);
      expect(cells.get("viewer"), request, "vera", alices, false);
      expect(cells.get("viewer"), request, "configured", alices, false);
      if (!cells.get("nobody").equals("yes")) {
        Site.Answer answer = shoot("nobody", webhook(request, "otto"), alices);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        answer.refused(401, "EACCES");
        shoot("wrong", webhook(request, "otto"), alices).refused(401, "EACCES");
      } else {
        assertThat(shoot("nobody", request, alices).status()).as(request).isLessThan(400);
      }
    }
    // Last: it may do everything, to everything.
    for (Map.Entry<String, Map<String, String>> row : table().entrySet()) {
      expect(
          row.getValue().get("operator"),
          row.getKey(),
          "otto",
          own("bob", "node-c", row.getKey(), alices),
          true);
    }
  }

  /** Fresh things where the request will take something from them. */
  private Things own(String holder, String host, String request, Things shared) {
    return request.startsWith("GET") ? shared : new Things(site, holder, host, "olga");
  }

  private void expect(String cell, String request, String who, Things things, boolean own) {
    Site.Answer answer = shoot(who, webhook(request, own ? who : "otto"), things);
    boolean allowed =
        switch (cell) {
          case "yes", "part" -> true;
          case "own" -> own;
          case "no" -> false;
          default -> fail("no such cell: " + cell);
        };
    if (!allowed) {
      answer.refused(403, "EACCES");
    } else if (request.equals("GET /actuator/sbom/*")) {
      // Offline, Maven makes none.
      answer.is(getClass().getResource("/META-INF/sbom/application.cdx.json") == null ? 404 : 200);
    } else if (NOT_NOW.containsKey(request)) {
      answer.is(NOT_NOW.get(request));
    } else {
      assertThat(answer.status()).as("%s: %s", answer.to(), answer.body()).isBetween(200, 302);
    }
  }

  /** Webhooks belong to who made them, and to nothing else. */
  private String webhook(String request, String owner) {
    return request.contains("/webhooks/{id}")
        ? request.replace(
            "/{id}", "/" + site.send(owner, "POST /v1/webhooks", WEBHOOK).is(201).id())
        : request;
  }

  private Site.Answer shoot(String who, String request, Things things) {
    String path =
        request
            .replace("/processes/{id}", "/processes/{process}")
            .replace("/files/{id}", "/files/{file}")
            .replace("/mappings/{id}", "/mappings/{mapping}")
            .replace("/leases/{id}", "/leases/{lease}")
            .replace("/pins/{id}", "/pins/{pin}")
            .replace("/operations/{id}", "/operations/{operation}")
            .replace("/breaks/{id}", "/breaks/{break}")
            .replace("{name}", "pmem0")
            .replace("/v1/events", "/v1/events?after=0")
            .replace("/swagger-ui/*", "/swagger-ui/index.html")
            .replace("/health/*", "/health/liveness")
            .replace("/sbom/*", "/sbom/application");
    String method = request.split(" ", 2)[0];
    boolean bodiless = method.equals("GET") || method.equals("DELETE");
    String kind = request.replaceAll("/webhooks/[0-9a-f-]{36}", "/webhooks/{id}");
    assertThat(bodiless || BODIES.containsKey(kind)).as("a body for " + request).isTrue();
    return site.send(
        who, things.in(path.replace("{eventId}", "1")), things.in(BODIES.getOrDefault(kind, "")));
  }
}
