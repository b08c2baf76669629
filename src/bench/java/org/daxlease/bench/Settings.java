package org.daxlease.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is measured and how long, from system properties that begin with {@code bench}; each has a
 * default.
 *
 * @param only the names of the benchmarks to run; empty for all
 */
record Settings(List<String> only, Scope scope, Sizes sizes, Effort effort, Programs programs) {

  /**
   * Against what.
   *
   * @param databases {@code postgres} and {@code h2}
   * @param etcd whether to measure etcd beside the service, where it is installed
   */
  record Scope(List<String> databases, boolean etcd) {}

  /**
   * How much of it.
   *
   * @param connections at which the single requests are measured
   * @param holders who are told of a break at once
   * @param pins in a file of which a dry run is asked
   * @param breaks that are due within ten seconds
   * @param streams that are open at the same time
   */
  record Sizes(
      List<Integer> connections,
      List<Integer> holders,
      List<Integer> pins,
      int breaks,
      int streams) {}

  /** How long. */
  record Effort(int rounds, Duration warmUp, Duration measured) {}

  /**
   * With what.
   *
   * @param postgres the directory of PostgreSQL's programs; null for those that the build brings
   * @param output where results, logs and data go
   */
  record Programs(
      Path jar,
      List<String> javaOptions,
      List<String> arguments,
      @Nullable Path postgres,
      Path output) {}

  static Settings ofSystemProperties() {
    String postgres = text("postgres", "");
    return new Settings(
        "all".equals(System.getProperty("bench", "all")) ? List.of() : split(text("", "all")),
        new Scope(
            split(text("databases", "postgres,h2")), Boolean.parseBoolean(text("etcd", "true"))),
        new Sizes(
            numbers("connections", "1,16,64"),
            numbers("holders", "2000,10000"),
            numbers("pins", "1000,100000,200000,1000000"),
            number("breaks", "10000"),
            number("streams", "10000")),
        new Effort(
            number("rounds", "3"),
            Duration.ofSeconds(number("warmup", "15")),
            Duration.ofSeconds(number("seconds", "10"))),
        new Programs(
            Path.of(text("jar", "")),
            words(text("java", "-Xmx1g")),
            words(text("arguments", "")),
            postgres.isEmpty() ? null : Path.of(postgres),
            Path.of(text("output", "target/bench"))));
  }

  private static String text(String name, String otherwise) {
    return System.getProperty(name.isEmpty() ? "bench" : "bench." + name, otherwise);
  }

  private static List<String> split(String text) {
    return Stream.of(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static List<String> words(String text) {
    return Stream.of(text.split("\\s+")).filter(s -> !s.isEmpty()).toList();
  }

  private static List<Integer> numbers(String name, String otherwise) {
    return split(text(name, otherwise)).stream().map(Integer::valueOf).toList();
  }

  private static int number(String name, String otherwise) {
    return Integer.parseInt(text(name, otherwise));
  }
}
