package org.daxlease.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.daxlease.coordination.Authority;
import org.daxlease.coordination.Sha256;
import org.daxlease.docs.Markdown;
import org.daxlease.security.AccessProperties.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensFileTest {

  private static final String SECRET = "s3cr3t-token";
  private static final Map<String, Token> TOKENS =
      Map.of(
          "alice", new Token(SECRET, null, List.of("holder", "host:n1")),
          "team_b.ci", new Token(null, "ab".repeat(32), List.of("viewer")));

  @TempDir private Path directory;

  private Map<String, Token> read(String name, String text) throws IOException {
    return new TokensFile(Files.writeString(directory.resolve(name), text)).read();
  }

  @Test
  void formsOfAFileSayTheSame() throws IOException {
    String yaml =
        """
        alice:
          value: %s
          roles: [holder, 'host:n1']
        daxlease.security.tokens:
          team_b.ci: {sha256: %s, roles: viewer}
        """
            .formatted(SECRET, "ab".repeat(32));
    String properties =
        """
        alice.value=%s
        alice.roles=holder, host:n1
        daxlease.security.tokens.team_b.ci.sha256=%s
        daxlease.security.tokens.team_b.ci.roles=viewer
        """
            .formatted(SECRET, "ab".repeat(32));

    assertThat(read("tokens.yaml", yaml)).isEqualTo(TOKENS);
    assertThat(read("tokens.properties", properties)).isEqualTo(TOKENS);
  }

  /** As Kubernetes mounts a secret: links to files in a hidden directory that is replaced. */
  @Test
  void directoryHasAFileForEachValue() throws IOException {
    Path mounted = Files.createDirectory(directory.resolve("secret"));
    Path hidden = Files.createDirectory(mounted.resolve("..2026_11_26"));
    Files.createSymbolicLink(mounted.resolve("..data"), hidden.getFileName());
    Map<String, String> files =
        Map.of(
            "alice.value",
            SECRET + "\n",
            "alice.roles",
            "holder\nhost:n1\n",
            "team_b.ci.sha256",
            "ab".repeat(32),
            "team_b.ci.roles",
            "viewer");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(hidden.resolve(file.getKey()), file.getValue());
      Files.createSymbolicLink(mounted.resolve(file.getKey()), Path.of("..data", file.getKey()));
    }

    assertThat(new TokensFile(mounted).read()).isEqualTo(TOKENS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice: s3cr3t-token",
        "a: [s3cr3t-token",
        "alice.valeu: s3cr3t-token",
        "x",
        "alice.value: s3cr3t-token\nalice.value: s3cr3t-other"
      })
  void whatMakesNoSenseIsSaidWithoutTheSecret(String yaml) {
    assertThatExceptionOfType(MisconfiguredException.class)
        .isThrownBy(() -> read("tokens.yaml", yaml))
        .withMessageContaining("tokens.yaml")
        .satisfies(e -> assertThat(e.getMessage() + e.action()).doesNotContain("s3cr3t"));
  }

  @ParameterizedTest
  @CsvSource({
    "tokens.yaml, alice.roles, 'alice.roles: viewer|daxlease.security.tokens.alice.roles: operator'",
    "tokens.yaml, alice.roles, 'alice.roles: [viewer]|daxlease.security.tokens.alice.roles: [a, b]'",
    "tokens.yaml, alice.roles, 'alice.roles: viewer|alice: {roles: [operator]}'",
    "tokens.yaml, alice.roles, 'alice.roles: viewer|---|alice.roles: operator'",
    "tokens.yaml, alice.roles, 'alice.roles: [viewer, holder]|---|alice.roles: [operator, x]'",
    "tokens.yaml, alice.value, 'alice.value: s3|daxlease.security.tokens.alice.value: s3cr3t'",
    "tokens.yaml, alice.value, 'alice.value: s3cr3t|---|alice.value: s3cr3t'",
    "tokens.yaml, alice.sha256, 'alice.sha256: s3|daxlease.security.tokens.alice.sha256: s3cr3t'",
    "tokens.properties, alice.roles, 'alice.roles=viewer|alice.roles=operator'",
    "tokens.properties, alice.value, 'alice.value=s3cr3t|alice.value=s3cr3t'",
    "tokens.properties, alice.value, 'alice.value=s3|#---|alice.value=s3cr3t'",
    "tokens.properties, alice.roles, 'alice.roles=x|daxlease.security.tokens.alice.roles[0]=y'"
  })
  void whatIsSetTwiceIsNamed(String file, String named, String lines) {
    assertThatExceptionOfType(MisconfiguredException.class)
        .isThrownBy(() -> read(file, lines.replace('|', '\n')))
        .withMessageContaining("sets " + named + " twice")
        .satisfies(e -> assertThat(e.getMessage() + e.action()).doesNotContain("s3"));
  }

  @Test
  void listOfRolesIsSetOnce() throws IOException {
    String roles = "alice.roles[0]=holder\nalice.roles[1]=host:n1\n";

    assertThat(read("tokens.properties", "alice.value=" + SECRET + "\n" + roles))
        .containsEntry("alice", new Token(SECRET, null, List.of("holder", "host:n1")));
  }

  @Test
  void missingFileIsSaid() {
    assertThatExceptionOfType(MisconfiguredException.class)
        .isThrownBy(() -> new TokensFile(directory.resolve("nope.yaml")).read())
        .withMessageContaining("nope.yaml");
  }

  @ParameterizedTest
  @CsvSource({
    "alice, ,       , holder,    a value or a sha256",
    "alice, secret, ab, holder,  a value or a sha256",
    "alice, ,       ab, holder,  64 hexadecimal",
    "alice, sec ret, , holder,   no bearer token",
    "alice, sécret, ,  holder,   no bearer token",
    "alice, secret, ,  emperor,  emperor",
    "alice, secret, ,  host:,    host:",
    "alice, secret, ,  ,         needs roles",
    "anonymous, secret, , holder, another name",
    "coordinator, secret, , holder, another name",
    "a b,   secret, ,  holder,   another name"
  })
  void tokenThatMakesNoSenseIsNamed(
      String name, String value, String sha256, String role, String why) {
    Token token = new Token(value, sha256, role == null ? List.of() : List.of(role));

    assertThatExceptionOfType(MisconfiguredException.class)
        .isThrownBy(() -> TokenTable.of(Map.of(name, token)))
        .withMessageContaining(name)
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.getMessage() + e.action() + token).doesNotContain("secret"));
  }

  @Test
  void sameTokenOfTwoIsRefused() {
    Map<String, Token> tokens =
        Map.of(
            "alice", new Token(SECRET, null, List.of("holder")),
            "bob", new Token(null, Sha256.of(SECRET), List.of("viewer")));

    assertThatExceptionOfType(MisconfiguredException.class)
        .isThrownBy(() -> TokenTable.of(tokens))
        .withMessageContaining("alice")
        .withMessageContaining("bob");
  }

  /** What the documentation has its reader paste makes tokens that are good. */
  @Test
  void documentedCommandsMakeTokens() throws Exception {
    List<String> blocks = Markdown.of(Path.of("src/docs/security.md")).blocks("bash");
    String commands =
        blocks.stream().filter(block -> block.startsWith("umask 077")).findFirst().orElseThrow();

    Process bash =
        new ProcessBuilder("bash", "-ec", commands)
            .directory(directory.toFile())
            .inheritIO()
            .start();
    assertThat(bash.waitFor()).isZero();

    TokenTable table = TokenTable.of(new TokensFile(directory.resolve("tokens.yaml")).read());
    for (String each : List.of("holder-1 holder", "node-7 host:node-7", "grafana viewer")) {
      String[] parts = each.split(" ", 2);
      String token = Files.readString(directory.resolve(parts[0] + ".token")).strip();
      assertThat(table.find(token))
          .hasValueSatisfying(known -> {
            assertThat(known.caller().principal()).isEqualTo(parts[0]);
            assertThat(known.caller().authority()).isEqualTo(Authority.of(List.of(parts[1])));
          });
    }
    assertThat(table.find("wrong")).isEmpty();
  }
}
