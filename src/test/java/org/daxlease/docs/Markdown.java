package org.daxlease.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A document, as the tests look into it. */
public record Markdown(String text) {

  public static Markdown of(Path path) {
    try {
      return new Markdown(Files.readString(path, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
  }

  /** The fenced blocks that begin with this line after the fence. */
  public List<String> blocks(String opening) {
    return matches("(?ms)^```" + Pattern.quote(opening) + "\n(.*?)\n```$").stream()
        .map(m -> m.group(1))
        .toList();
  }

  /** The part between a heading of the second level, of which this is a part, and the next. */
  public Markdown section(String heading) {
    return matches("(?ms)^## [^\n]*" + Pattern.quote(heading) + "[^\n]*\n(.*?)(?=^## |\\z)")
        .stream()
        .map(m -> new Markdown(m.group(1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no section on " + heading));
  }

  /** The cells of the table whose header row begins with this cell, without that row. */
  public List<List<String>> table(String firstHeader) {
    return matches("(?m)^\\| " + Pattern.quote(firstHeader) + " \\|.*\n\\|[-|]+\n((?:\\|.*\n?)+)")
        .stream()
        .flatMap(m -> m.group(1).lines())
        .map(Markdown::cells)
        .toList();
  }

  private static List<String> cells(String row) {
    return Arrays.stream(row.split("\\|", -1)).map(String::strip).skip(1).toList();
  }

  /** What a cell has in backticks. */
  public static List<String> names(String cell) {
    return new Markdown(cell).matches("`([^`]+)`").stream().map(m -> m.group(1)).toList();
  }

  /** Where the links lead that stay inside the repository: a file, an anchor in it, or both. */
  List<String> links() {
    return matches("\\]\\((?!https?:)([^)\\s]+)\\)").stream().map(m -> m.group(1)).toList();
  }

  /** The anchors that readers of the repository find at its headings. */
  List<String> anchors() {
    return matches("(?m)^#+ (.*)$").stream()
        .map(
            m -> m.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .toList();
  }

  private List<MatchResult> matches(String pattern) {
    return Pattern.compile(pattern).matcher(text).results().toList();
  }
}
