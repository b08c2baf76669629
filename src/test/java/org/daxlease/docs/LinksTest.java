package org.daxlease.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No document points to a file that is not there. */
class LinksTest {

  @Test
  void linksLeadSomewhere() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(Path.of("README.md")));
    try (Stream<Path> docs = Files.walk(Path.of("src/docs"))) {
      docs.filter(path -> path.toString().endsWith(".md")).forEach(documents::add);
    }

    assertThat(documents)
        .allSatisfy(document ->
            assertThat(Markdown.of(document).links())
                .allSatisfy(link -> assertThat(document.resolveSibling(link)).exists()));
  }

  @Test
  void everyDecisionIsInTheIndex() throws IOException {
    Path decisions = Path.of("src/docs/decisions");
    List<String> indexed = Markdown.of(decisions.resolve("README.md")).links();

    try (Stream<Path> records = Files.list(decisions)) {
      assertThat(records.map(r -> r.getFileName().toString()).filter(r -> r.matches("\\d.*")))
          .isNotEmpty()
          .isSubsetOf(indexed);
    }
  }
}
