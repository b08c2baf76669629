package org.daxlease.security;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.daxlease.coordination.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** One service with tokens in a file, shared by all test classes that need no other. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:guarded;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
      "daxlease.security.mode=token",
      "daxlease.security.reload-interval=50ms",
      "daxlease.security.tokens.configured.value=token-of-configured",
      "daxlease.security.tokens.configured.roles=viewer",
      "daxlease.stream.max-streams-per-principal=3",
      "daxlease.webhook.allowed-networks=127.0.0.0/8",
      // No break moves on while a test runs.
      "daxlease.policy.lease-break-time=PT10M"
    })
@ResourceLock("guarded")
abstract class Guarded {

  static final String TOKENS =
      """
      alice.value: token-of-alice
      alice.roles: holder
      bob.value: token-of-bob
      bob.roles: holder
      una.value: token-of-una
      una.roles: holder-unbreakable
      agent.value: token-of-agent
      agent.roles: [ 'host:node-a' ]
      olga.value: token-of-olga
      olga.roles: orchestrator
      oscar.value: token-of-oscar
      oscar.roles: orchestrator
      both.value: token-of-both
      both.roles: orchestrator, holder
      otto.sha256: %s
      otto.roles: operator
      vera.value: token-of-vera
      vera.roles: viewer
      """
          .formatted(Sha256.of("token-of-otto"));

  private static final Path FILE = file();
  private static boolean changed;

  @LocalServerPort private int port;

  Site site;

  @DynamicPropertySource
  static void tokensFile(DynamicPropertyRegistry properties) {
    properties.add("daxlease.security.tokens-file", FILE::toString);
  }

  @BeforeEach
  void opensTheSite() {
    site = new Site(port);
    if (changed) {
      take(TOKENS);
      changed = false;
    }
  }

  /** Writes these tokens, and waits until they are taken over. */
  void take(String tokens) {
    String marker = "marker-" + UUID.randomUUID();
    write(tokens + "marker.value: " + marker + "\nmarker.roles: viewer\n");
    await()
        .untilAsserted(
            () -> site.sendWith("Bearer " + marker, "GET /v1/files?limit=1", "").is(200));
  }

  /** Writes the file beside and moves it there, as whoever mounts one does. */
  static void write(String tokens) {
    changed = true;
    try {
      Path beside = FILE.resolveSibling("beside.yaml");
      Files.writeString(beside, tokens);
      Files.move(beside, FILE, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file() {
    try {
      Path directory = Files.createTempDirectory("tokens");
      Path file = Files.writeString(directory.resolve("tokens.yaml"), TOKENS);
      directory.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
