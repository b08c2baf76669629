package org.daxlease.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever meets the number of a rule finds it, and from it the class that decides. */
class RulesTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*\\|([^|]+)\\|$");
  private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w+)`");
  private static final Pattern NAMED =
      Pattern.compile("\\b[Rr]ules? (\\d+)(?:(?: to |, | and )(\\d+))?|\\binvariants? I(\\d)");

  @Test
  void everyRuleThatIsNamedIsThere() throws IOException {
    Set<Integer> known = rows().map(row -> Integer.valueOf(row.group(1))).collect(toSet());
    assertThat(known).containsExactlyElementsOf(IntStream.rangeClosed(1, 22).boxed().toList());

    Set<Integer> named = new TreeSet<>();
    sources().forEach(source -> numbers(read(source), named));
    assertThat(named).hasSizeGreaterThan(10).isSubsetOf(known);
  }

  @Test
  void everyClassThatDecidesIsThere() throws IOException {
    Set<String> classes =
        sources().map(p -> p.getFileName().toString().replace(".java", "")).collect(toSet());
    List<String> named =
        rows().flatMap(row -> CLASS.matcher(row.group(2)).results()).map(m -> m.group(1)).toList();

    assertThat(named).isNotEmpty().isSubsetOf(classes);
  }

  private static void numbers(String text, Set<Integer> into) {
    Matcher named = NAMED.matcher(text);
    while (named.find()) {
      for (int group = 1; group <= 2; group++) {
        if (named.group(group) != null) {
          into.add(Integer.valueOf(named.group(group)));
        }
      }
      if (named.group(3) != null) {
        assertThat(Integer.parseInt(named.group(3))).as("invariant").isBetween(1, 6);
      }
    }
  }

  private static Stream<MatchResult> rows() {
    return ROW.matcher(read(Path.of("src/docs/rules.md"))).results();
  }

  private static Stream<Path> sources() throws IOException {
    try (Stream<Path> main = Files.walk(Path.of("src/main/java"));
        Stream<Path> tests = Files.walk(Path.of("src/test/java"))) {
      return Stream.concat(main, tests)
          .filter(p -> p.toString().endsWith(".java"))
          .toList()
          .stream();
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> Collector<T, ?, Set<T>> toSet() {
    return Collectors.toCollection(TreeSet::new);
  }
}
