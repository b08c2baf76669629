package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.daxlease.command.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands with tokens: whose, and from what file. */
class CommandRightsTest extends Guarded {

  private static final int NOT_ALLOWED = 77;
  private static final int CONFIGURATION = 78;

  @TempDir private Path directory;

  private Path file;

  @BeforeEach
  void registersAFile() throws IOException {
    file = Files.write(directory.resolve("file"), new byte[8192]);
    site.send(
            "olga",
            "POST /v1/files",
            "{'filesystem':'pmem0','path':'%s','backing':'DAX','size':8192}".formatted(file))
        .is(201);
  }

  private String fails(int code, Path tokenFile, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--token-file", tokenFile.toString()));
    return CommandRun.at(site.port(), all.toArray(String[]::new)).failedWith(code);
  }

  private Path token(String text) throws IOException {
    return Files.writeString(directory.resolve("token"), text);
  }

  @ParameterizedTest
  @CsvSource({
    "token-of-vera,  truncate -s 0",
    "token-of-vera,  punch -o 0 -l 4096",
    "token-of-alice, truncate -s 0",
    "token-of-olga,  truncate -s 0 --break-time 1s",
    "token-of-nobody, blockers",
  })
  void whoMayNotIsToldSo(String token, String line) throws IOException {
    String[] words = line.split(" ");
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.add(1, file.toString());

    String said = fails(NOT_ALLOWED, token(token + "\n"), arguments.toArray(String[]::new));

    assertThat(said).containsAnyOf("EACCES", "EPERM");
    assertThat(Files.size(file)).isEqualTo(8192);
    assertThat(site.send("vera", "GET /v1/operations?limit=1000").is(200).body())
        .doesNotContain(file.toString());
  }

  @Test
  void tokenFileThatCannotBeUsedIsNamed() throws IOException {
    Path none = directory.resolve("none");
    assertThat(fails(CONFIGURATION, none, "ps")).contains(none.toString(), "there is none");
    assertThat(fails(CONFIGURATION, directory, "ps")).contains(directory.toString());
    assertThat(fails(CONFIGURATION, token(" \n"), "ps")).contains("empty");
    assertThat(fails(CONFIGURATION, token("one\ntwo\n"), "ps")).contains("more than one");
    Path bytes = Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xff, 0});
    assertThat(fails(CONFIGURATION, bytes, "ps")).contains("no text");
    assertThat(fails(CONFIGURATION, none, "agent", "--state-dir", directory.toString()))
        .contains(none.toString());
  }
}
