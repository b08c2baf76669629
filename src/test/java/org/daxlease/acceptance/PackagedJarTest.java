package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.daxlease.replicas.Replica;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar starts with the context that the build prepared, wherever that is what it would make. */
@Tag("packaged")
@Execution(ExecutionMode.CONCURRENT)
class PackagedJarTest {
  private static final long K = 1024;

  @TempDir private Path directory;

  @Test
  void aBreakRunsItsCourseInThePreparedContext() throws Exception {
    try (Replica service = packaged()) {
      assertThat(service.said()).contains("Starting AOT-processed");

      Scene scene = new Scene(new Coordinator(service.port()));
      StoredFile file = scene.policy("leaseBreakTime", "PT0.2S", "killGrace", "PT0.2S").file();
      Holder gone = scene.holder(file, 0, 4 * K);
      Operation truncate = file.truncates(0).was(202, "BREAKING");

      await()
          .untilAsserted(
              () -> assertThat(gone.signalled()).startsWith("SIGIO", "SIGBUS", "SIGKILL"));
      assertThat(truncate.now().text("state")).isEqualTo("BREAKING");
    }
  }

  /** Each decides which beans there are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--management.server.port=0 --management.server.address=127.0.0.1",
        "--daxlease.security.quota.requests-per-second=1000"
      })
  void theContextIsMadeAnewWhereItWouldBeAnother(String arguments) throws Exception {
    try (Replica service = packaged(arguments.split(" "))) {
      String name = arguments.substring(2, arguments.indexOf('='));
      assertThat(service.said())
          .contains(name + " is not as it was at the build")
          .doesNotContain("AOT-processed");
      new Coordinator(service.port()).get("/v1/overview").is(200);
    }
  }

  private Replica packaged(String... arguments) throws Exception {
    String database = "--spring.datasource.url=jdbc:h2:file:" + directory.resolve("daxlease");
    return Replica.packaged(Stream.concat(Stream.of(database), Stream.of(arguments)).toList());
  }
}
