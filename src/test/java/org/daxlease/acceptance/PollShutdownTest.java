package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.daxlease.DaxLeaseApplication;
import org.daxlease.UnderWay;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class PollShutdownTest {

  private static final int POLLS = 5;

  /** They are answered with what there is, and hold up the end no longer than that takes. */
  @Test
  void heldPollsAreAnsweredBeforeTheServiceEnds() {
    ConfigurableApplicationContext service =
        new SpringApplicationBuilder(DaxLeaseApplication.class)
            .run(
                "--server.port=0",
                // What a web server that waits for its polls would take.
                "--spring.lifecycle.timeout-per-shutdown-phase=2m",
                "--spring.datasource.url=jdbc:h2:mem:pollshutdown");
    try (service) {
      Coordinator api = EmbeddedService.api(service);
      MeterRegistry meters = service.getBean(MeterRegistry.class);
      Scene scene = new Scene(api);
      StoredFile file = scene.policy("leaseBreakTime", "PT1H").file();
      scene.holder(file, 0, 4096);
      Operation truncate = file.truncates(0).was(202, "BREAKING");
      List<CompletableFuture<Answer>> polls =
          IntStream.range(0, POLLS)
              .mapToObj(_ ->
                  CompletableFuture.supplyAsync(() -> api.get(truncate.path() + "?wait=PT60S")))
              .toList();
      await().until(() -> UnderWay.requests(meters) == POLLS);

      Thread closing = Thread.ofVirtual().start(service::close);

      assertThat(polls)
          .allSatisfy(poll ->
              assertThat(poll.orTimeout(40, TimeUnit.SECONDS).join().is(200).state())
                  .isEqualTo("BREAKING"));
      await().atMost(Duration.ofSeconds(40)).until(() -> !closing.isAlive());
    }
  }
}
