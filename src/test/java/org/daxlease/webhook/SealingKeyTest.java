package org.daxlease.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.daxlease.AtOnce;
import org.daxlease.database.Details;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class SealingKeyTest {

  private static final int FIRST_USERS = 4;

  @TempDir private Path directory;

  private static SealingKey of(String url) {
    return new SealingKey(Webhooks.DEFAULTS, new Details(url, "sa", ""));
  }

  private SealingKey ofFile() {
    return of("jdbc:h2:file:" + directory.resolve("daxlease") + ";WRITE_DELAY=0");
  }

  private Path file() {
    return directory.resolve("daxlease.webhook-key");
  }

  /** What they get who all ask at the same moment. */
  private static Set<String> keys(List<SealingKey> asked) throws Exception {
    return Set.copyOf(
        AtOnce.call(
            asked.stream()
                .<Callable<String>>map(
                    key -> () -> Base64.getEncoder().encodeToString(key.bytes().orElseThrow()))
                .toList()));
  }

  @RepeatedTest(200)
  void allFirstUsersInMemoryHaveTheSameKey() throws Exception {
    SealingKey key = of("jdbc:h2:mem:x");

    assertThat(keys(Stream.generate(() -> key).limit(FIRST_USERS).toList())).hasSize(1);
  }

  /** As of several processes. */
  @RepeatedTest(50)
  void allFirstUsersOfAFileHaveTheSameKeyAndNobodySeesHalfOfIt() throws Exception {
    Set<String> keys = keys(Stream.generate(this::ofFile).limit(FIRST_USERS).toList());

    assertThat(keys).containsExactly(Files.readString(file()));
  }

  @Test
  void keyInAFileIsItsOwnersAndNothingElseIsLeft() throws IOException {
    byte[] key = ofFile().bytes().orElseThrow();

    assertThat(key).hasSize(32);
    assertThat(ofFile().bytes()).contains(key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void keyOfADatabaseInTheUsersHomeIsThereToo() throws IOException {
    String home = System.getProperty("user.home");
    System.setProperty("user.home", directory.toString());
    try {
      assertThat(of("jdbc:h2:~/daxlease;WRITE_DELAY=0").bytes().orElseThrow())
          .isEqualTo(ofFile().bytes().orElseThrow());
    } finally {
      System.setProperty("user.home", home);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no Base64", "AAAA"})
  void fileWithoutAKeyIsNotOverwritten(String text) throws IOException {
    Files.writeString(file(), text);
    SealingKey key = ofFile();

    assertThatThrownBy(key::bytes)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file().toString())
        .hasStackTraceContaining("32 bytes in Base64");
    assertThat(file()).hasContent(text);
  }
}
