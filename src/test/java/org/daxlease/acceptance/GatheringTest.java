package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Commands of many clients share transactions, and each client has the answer to its own. */
class GatheringTest extends Acceptance {

  private static final int CLIENTS = 24;
  private static final int ROUNDS = 4;

  @Autowired private MeterRegistry registry;

  @Test
  void whatIsRefusedFailsNobodyWhoCameAtTheSameTime() throws Exception {
    List<StoredFile> files = List.of(scene.file(), scene.file(), scene.file());
    List<Holder> holders =
        IntStream.range(0, CLIENTS)
            .mapToObj(i -> scene.process().maps(files.get(i % 3), 0, 64 * K))
            .toList();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Holder holder = holders.get(i);
        StoredFile file = files.get(i % 3);
        clients.add(threads.submit(() -> life(holder, file)));
      }
      for (Future<List<String>> client : clients) {
        assertThat(client.get()).containsExactlyElementsOf(expected());
      }
    }

    for (StoredFile file : files) {
      assertThat(api.get("/v1/files/" + file.id() + "/pins").is(200).items()).isEmpty();
      assertThat(api.get("/v1/files/" + file.id() + "/leases").is(200).items()).isEmpty();
    }
    for (String command : List.of("pin", "unpin", "lease", "unlease", "map", "heartbeat")) {
      assertThat(gathered(command).totalAmount()).as(command).isGreaterThanOrEqualTo(CLIENTS);
    }
    assertThat(gathered("pin").totalAmount()).isGreaterThan(gathered("pin").count());
  }

  private DistributionSummary gathered(String command) {
    return registry.get("daxlease.gathering.commands").tag("command", command).summary();
  }

  /** What a client does, again and again: some of it must be refused, the rest must not. */
  private List<String> life(Holder holder, StoredFile file) {
    List<String> answers = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      answers.add(said(holder.asksToMap(file, 0, 4 * K, "READ")));
      answers.add(said(holder.asksToMap(file, 0, -1, "READ")));
      Answer lease = api.post("/v1/leases", "processId", holder.id(), "fileId", file.id());
      answers.add(said(lease));
      Answer pin = holder.asksToPin(file, 0, 4 * K);
      answers.add(said(pin));
      answers.add(said(holder.asksToPin(file, 64 * K, 4 * K)));
      answers.add(said(api.delete("/v1/pins/" + UUID.randomUUID())));
      answers.add(said(api.post("/v1/processes/" + holder.id() + "/heartbeat")));
      answers.add(said(api.post("/v1/processes/" + UUID.randomUUID() + "/heartbeat")));
      answers.add(said(api.delete("/v1/pins/" + pin.id())));
      answers.add(said(api.delete("/v1/leases/" + lease.id())));
    }
    return answers;
  }

  private static String said(Answer answer) {
    return answer.status() < 400
        ? Integer.toString(answer.status())
        : answer.status() + " " + answer.at("code").asString();
  }

  private static List<String> expected() {
    List<String> round =
        List.of(
            "201",
            "400 EINVAL",
            "201",
            "201",
            "422 EFAULT",
            "404 ENOENT",
            "200",
            "404 ENOENT",
            "204",
            "200");
    List<String> all = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      all.addAll(round);
    }
    return all;
  }
}
