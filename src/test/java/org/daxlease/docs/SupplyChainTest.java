package org.daxlease.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every version that this build chooses itself is argued for. */
class SupplyChainTest {

  /** An artifact with a version of its own. */
  private static final Pattern VERSIONED =
      Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*<version>(?!0\\.1\\.0)[^<]+</version>");

  @Test
  void everyVersionOfOurOwnIsArguedFor() throws IOException {
    String pom = Files.readString(Path.of("pom.xml")).replaceAll("(?s)<!--.*?-->", "");
    Set<String> chosen =
        VERSIONED
            .matcher(pom)
            .results()
            .map((MatchResult m) -> m.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> argued = new TreeSet<>();
    Markdown.of(Path.of("src/docs/supply-chain.md"))
        .table("Artifact")
        .forEach(row -> {
          argued.addAll(Markdown.names(row.getFirst()));
          assertThat(row.get(1)).as("why " + row.getFirst()).isNotBlank();
        });

    assertThat(chosen).contains("archunit").isEqualTo(argued);
  }
}
