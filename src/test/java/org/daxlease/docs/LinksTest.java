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
    for (String folder : List.of("src", "helm")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        files.filter(path -> path.toString().endsWith(".md")).forEach(documents::add);
      }
    }

    assertThat(documents)
        .allSatisfy(document ->
            assertThat(Markdown.of(document).links())
                .allSatisfy(link -> assertThat(leadsSomewhere(document, link)).isTrue()));
  }

  private static boolean leadsSomewhere(Path document, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
    return Files.exists(target)
        && (parts.length == 1 || Markdown.of(target).anchors().contains(parts[1]));
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
