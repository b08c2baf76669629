package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.daxlease.LogOf;
import org.daxlease.security.AccessProperties.Token;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

@Isolated("reads a log that each start of a service sets up anew")
class TokenAuthenticatorTest {

  private static final String ALICE = "alice.value: alices-token\nalice.roles: holder\n";
  private static final String BOB = "bob.value: bobs-token\nbob.roles: holder\n";

  private static final Map<String, Token> CONFIGURED =
      Map.of("alice", new Token("token-of-alice", null, List.of("viewer")));

  @AutoClose private final LogOf log = new LogOf(TokenAuthenticator.class);

  private static TokenAuthenticator authenticator(Path file) {
    return authenticator(file, Map.of());
  }

  private static TokenAuthenticator authenticator(Path file, Map<String, Token> configured) {
    return new TokenAuthenticator(
        new AccessProperties(
            Mode.TOKEN,
            false,
            configured,
            file.toString(),
            Duration.ofMillis(10),
            new AccessProperties.Jwt(null, null, null, "roles", "sub", Duration.ZERO),
            new AccessProperties.Cors(List.of())));
  }

  private static boolean admits(TokenAuthenticator authenticator, String token) {
    try {
      authenticator.admit(token);
      return true;
    } catch (InvalidBearerTokenException e) {
      return false;
    }
  }

  private boolean says(String part) {
    return List.copyOf(log.list).stream()
        .anyMatch(line -> line.getFormattedMessage().contains(part));
  }

  /** YAML whose alias stands within what it names overflows the stack of whoever unfolds it. */
  @Test
  void fileIsReadAgainAfterOneThatEndsInAnError(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("tokens.yaml"), ALICE);
    TokenAuthenticator authenticator = authenticator(file);
    authenticator.start();
    try {
      Files.writeString(file, "alice: &alice\n  value: *alice\n");
      await().until(() -> says("could not be read again"));
      assertThatNoException().isThrownBy(() -> authenticator.admit("alices-token"));

      Files.writeString(file, BOB);
      await()
          .until(
              () -> admits(authenticator, "bobs-token") && !admits(authenticator, "alices-token"));
    } finally {
      authenticator.stop();
    }
  }

  /** As it is for a moment while somebody writes it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# none yet\n", "null\n", "[]\n", "{}\n", "---\n"})
  void fileWithoutAnyTokenLocksNobodyOut(String empty, @TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("tokens.yaml"), ALICE);
    TokenAuthenticator authenticator = authenticator(file);
    authenticator.start();
    try {
      Files.writeString(file, empty);
      await().until(() -> says("The tokens stay as they were"));
      assertThat(admits(authenticator, "alices-token")).isTrue();

      Files.writeString(file, BOB);
      await()
          .until(
              () -> admits(authenticator, "bobs-token") && !admits(authenticator, "alices-token"));
    } finally {
      authenticator.stop();
    }
  }

  /** Whichever were taken, somebody would believe in the other. */
  @Test
  void tokenOfTheConfigurationIsNotSetAgainInTheFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("tokens.yaml"), ALICE);

    assertThatExceptionOfType(MisconfiguredException.class)
        .isThrownBy(() -> authenticator(file, CONFIGURED))
        .withMessageContaining("daxlease.security.tokens.alice is set twice")
        .satisfies(e -> assertThat(e.getMessage() + e.action()).doesNotContain("token-of-alice"));
  }

  @Test
  void fileThatSetsATokenOfTheConfigurationAgainIsNotTakenOver(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("tokens.yaml"), BOB);
    TokenAuthenticator authenticator = authenticator(file, CONFIGURED);
    authenticator.start();
    try {
      Files.writeString(file, ALICE);
      await().until(() -> says("daxlease.security.tokens.alice is set twice"));

      assertThat(admits(authenticator, "alices-token")).isFalse();
      assertThat(admits(authenticator, "token-of-alice")).isTrue();
      assertThat(admits(authenticator, "bobs-token")).isTrue();
    } finally {
      authenticator.stop();
    }
  }
}
