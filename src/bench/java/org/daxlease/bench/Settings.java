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

  private static final String ALL = "all";

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
   */
  record Programs(
      Path jar, List<String> javaOptions, List<String> arguments, @Nullable Path postgres) {}

  static Settings ofSystemProperties() {
    String postgres = text("bench.postgres", "");
    return new Settings(
        list(text("bench", ALL)).stream().filter(name -> !name.equals(ALL)).toList(),
        new Scope(
            list(text("bench.databases", "postgres,h2")),
            Boolean.parseBoolean(text("bench.etcd", "true"))),
        new Sizes(
            counts("bench.connections", "1,16,64"),
            counts("bench.holders", "2000,10000"),
            counts("bench.pins", "1000,100000,200000,1000000"),
            count("bench.breaks", "10000"),
            count("bench.streams", "10000")),
        new Effort(
            count("bench.rounds", "3"),
            Duration.ofSeconds(count("bench.warmup", "60")),
            Duration.ofSeconds(count("bench.seconds", "10"))),
        new Programs(
            Path.of(text("bench.jar", "target/daxlease.jar")),
            words(text("bench.java", "")),
            words(text("bench.arguments", "")),
            postgres.isEmpty() ? null : Path.of(postgres)));
  }

  /** Maven passes what nobody set as nothing. */
  private static String text(String name, String otherwise) {
    String set = System.getProperty(name, "");
    return set.isBlank() ? otherwise : set;
  }

  private static List<String> list(String text) {
    return Stream.of(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static List<String> words(String text) {
    return Stream.of(text.split("\\s+")).filter(s -> !s.isEmpty()).toList();
  }

  private static List<Integer> counts(String name, String otherwise) {
    return list(text(name, otherwise)).stream().map(each -> positive(name, each)).toList();
  }

  private static int count(String name, String otherwise) {
    return positive(name, text(name, otherwise));
  }

  private static int positive(String name, String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(name + " must be a number from 1 on, not " + text);
    }
    return Integer.parseInt(text);
  }
}
