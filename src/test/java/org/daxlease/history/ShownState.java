package org.daxlease.history;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.daxlease.checker.JournalChecker;
import org.daxlease.checker.Ledger;
import org.daxlease.checker.Verdict;
import tools.jackson.databind.JsonNode;

/** Compares what the API shows with what the journal says (invariant I6). */
public final class ShownState {

  private final Api api;
  private final Ledger ledger;
  private final List<String> differences = new ArrayList<>();

  private ShownState(Api api, Ledger ledger) {
    this.api = api;
    this.ledger = ledger;
  }

  /** The verdict on the whole journal, and how the API differs from it at that very position. */
  public record Compared(List<JsonNode> journal, Verdict verdict, List<String> differences) {}

  /** Reads until nothing is journalled meanwhile, so that both tell of the same moment. */
  public static Compared compare(Api api) {
    return await()
        .alias("a moment at which nothing happens")
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              List<JsonNode> journal = api.journal();
              Verdict verdict = JournalChecker.check(journal);
              var shown = new ShownState(api, verdict.ledger());
              shown.compare();
              boolean still = api.head() == journal.size();
              return still ? new Compared(journal, verdict, shown.differences) : null;
            },
            compared -> compared != null);
  }

  private void compare() {
    compareFiles();
    // Whoever shows pins beyond these makes the total differ.
    ledger
        .pinsOfProcesses()
        .forEach((id, pins) -> {
          if (!pins.isEmpty()) {
            same("pins of process " + id, pins, pinsOfProcess(id));
          }
        });
    JsonNode overview = api.get("/v1/overview").done().body();
    same("live pins in total", ledger.pins(), overview.path("pins").asInt());
    same("live leases", live(ledger.leases()), overview.path("leases").asInt());
    states("process", "/v1/processes", ledger.processes());
    states("operation", "/v1/operations", ledger.operations());
  }

  private void compareFiles() {
    List<JsonNode> shown = api.list("/v1/files");
    same("files", ledger.files().size(), shown.size());
    for (JsonNode file : shown) {
      String id = file.path("id").asString();
      same(
          "layout of file " + id,
          ledger.files().get(id),
          new Ledger.Layout(file.path("size").asLong(), file.path("generation").asLong()));
      Set<String> pins = ledger.pinsOfFiles().getOrDefault(id, Set.of());
      if (!pins.isEmpty()) {
        same("pins of file " + id, pins, ids(api.list("/v1/files/" + id + "/pins")));
      }
      for (JsonNode lease : api.list("/v1/files/" + id + "/leases?state=ALL")) {
        String leaseId = lease.path("id").asString();
        same("lease " + leaseId, ledger.leases().get(leaseId), lease.path("state").asString());
      }
    }
  }

  private Set<String> pinsOfProcess(String id) {
    Set<String> pins = new TreeSet<>();
    for (JsonNode file : api.list("/v1/processes/" + id + "/file-pins")) {
      file.path("pins").forEach(pin -> pins.add(pin.path("id").asString()));
    }
    return pins;
  }

  private void states(String what, String path, Map<String, String> told) {
    Map<String, String> shown =
        api.list(path).stream()
            .collect(
                Collectors.toMap(
                    each -> each.path("id").asString(), each -> each.path("state").asString()));
    told.forEach((id, state) -> same(what + " " + id, state, shown.getOrDefault(id, "nothing")));
    same("number of " + what + "s", told.size(), shown.size());
  }

  private static int live(Map<String, String> leases) {
    return (int) leases.values().stream().filter(Set.of("HELD", "BREAKING")::contains).count();
  }

  private static Set<String> ids(List<JsonNode> items) {
    return items.stream().map(item -> item.path("id").asString()).collect(Collectors.toSet());
  }

  private void same(String what, Object told, Object shown) {
    if (!shown.equals(told)) {
      differences.add(what + ": the journal says " + told + ", the API shows " + shown);
    }
  }
}
