package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

class TokenEntranceTest {

  private static final String ALICE = "alice.value: alices-token\nalice.roles: holder\n";
  private static final String BOB = "bob.value: bobs-token\nbob.roles: holder\n";

  private final Logger logger = (Logger) LoggerFactory.getLogger(TokenEntrance.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listens() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void listensNoMore() {
    logger.detachAppender(log);
  }

  private static TokenEntrance entrance(Path file) {
    return new TokenEntrance(
        new AccessProperties(
            Mode.TOKEN,
            false,
            Map.of(),
            file.toString(),
            Duration.ofMillis(10),
            new AccessProperties.Jwt(null, null, null, "roles", "sub", Duration.ZERO),
            new AccessProperties.Cors(List.of())));
  }

  private static boolean admits(TokenEntrance entrance, String token) {
    try {
      entrance.admit(token);
      return true;
    } catch (InvalidBearerTokenException e) {
      return false;
    }
  }

  private boolean saysThatItCouldNotRead() {
    return List.copyOf(log.list).stream()
        .anyMatch(line -> line.getFormattedMessage().contains("could not be read again"));
  }

  /** YAML whose alias stands within what it names overflows the stack of whoever unfolds it. */
  @Test
  void fileIsReadAgainAfterOneThatEndsInAnError(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("tokens.yaml"), ALICE);
    TokenEntrance entrance = entrance(file);
    entrance.start();
    try {
      Files.writeString(file, "alice: &alice\n  value: *alice\n");
      await().until(this::saysThatItCouldNotRead);
      assertThatNoException().isThrownBy(() -> entrance.admit("alices-token"));

      Files.writeString(file, BOB);
      await().until(() -> admits(entrance, "bobs-token") && !admits(entrance, "alices-token"));
    } finally {
      entrance.stop();
    }
  }
}
