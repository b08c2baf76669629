package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.daxlease.replicas.Replica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM and kill -9 under load: whatever was acknowledged is there afterwards, and in the
 * journal, though many commands shared a transaction. On PostgreSQL the tests of several replicas
 * do the same.
 */
class KillNineTest {

  private static final int CLIENTS = 8;
  private static final int ENOUGH = 200;

  @Test
  void nothingAcknowledgedIsLostOnTheEmbeddedDatabase(@TempDir Path directory) throws Exception {
    endTwiceUnderLoad(List.of("--spring.datasource.url=" + EmbeddedService.url(directory)));
  }

  private static void endTwiceUnderLoad(List<String> database) throws Exception {
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    underLoad(database, acknowledged, Replica::terminate);
    underLoad(database, acknowledged, Replica::killNine);

    try (Replica again = Replica.start(database)) {
      Coordinator api = new Coordinator(again.port());
      Set<String> journalled =
          api.events("type=pin.pinned").stream()
              .map(e -> e.get("data").get("pinId").stringValue())
              .collect(Collectors.toSet());
      assertThat(journalled).containsAll(acknowledged);
      assertThat(api.get("/v1/overview").is(200).at("pins").longValue())
          .isEqualTo(journalled.size());
      for (String id : acknowledged) {
        assertThat(api.get("/v1/pins/" + id).is(200).state()).isEqualTo("PINNED");
      }
    }
  }

  private static void underLoad(
      List<String> database, Queue<String> acknowledged, Consumer<Replica> end) throws Exception {
    int enough = acknowledged.size() + ENOUGH;
    try (Replica service = Replica.start(database)) {
      Scene scene = new Scene(new Coordinator(service.port()));
      StoredFile file = scene.file(64 * 1024, "DAX");
      List<Holder> holders = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        holders.add(scene.process().maps(file).leases(file));
      }
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> clients = new ArrayList<>();
        holders.forEach(
            h -> clients.add(threads.submit(() -> pinUntilItDies(h, file, acknowledged))));
        await().atMost(Duration.ofMinutes(2)).until(() -> acknowledged.size() >= enough);
        end.accept(service);
        for (Future<?> client : clients) {
          client.get(2, TimeUnit.MINUTES);
        }
      }
    }
  }

  private static void pinUntilItDies(Holder holder, StoredFile file, Queue<String> acknowledged) {
    try {
      while (true) {
        Answer answer = holder.asksToPin(file, 0, 4096);
        if (answer.status() == 503) {
          // It is being stopped.
          return;
        }
        acknowledged.add(answer.is(201).id());
      }
    } catch (UncheckedIOException e) {
      // There is nobody to answer any more.
    }
  }
}
