package org.daxlease.bench;

import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the benchmarks; {@link Settings} says which. */
final class Bench {

  private static final List<Benchmark> ALL =
      List.of(
          new PinBenchmark(),
          new BatchBenchmark(),
          new CycleBenchmark(),
          new SignalBenchmark(),
          new FanOutBenchmark(),
          new DryRunBenchmark(),
          new DeadlineBenchmark(),
          new StreamMemoryBenchmark(),
          new StartBenchmark(),
          new ProtocolBenchmark());

  private Bench() {}

  public static void main(String[] args) throws Exception {
    Settings settings = Settings.ofSystemProperties();
    List<Benchmark> chosen = chosen(settings);
    Report report = new Report(Output.clear(), conditions(settings));
    for (Benchmark benchmark : chosen) {
      benchmark.run(settings, report);
    }
    System.out.println();
    System.out.print(report.markdown());
    if (report.hasFailures()) {
      System.exit(1);
    }
  }

  private static List<Benchmark> chosen(Settings settings) {
    List<String> names = ALL.stream().map(Benchmark::name).toList();
    for (String name : settings.only()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException("no benchmark " + name + ", only " + names);
      }
    }
    return ALL.stream()
        .filter(b -> settings.only().isEmpty() || settings.only().contains(b.name()))
        .toList();
  }

  private static Map<String, String> conditions(Settings settings) {
    Map<String, String> conditions = new LinkedHashMap<>();
    conditions.put("Date", LocalDate.now(ZoneOffset.UTC).toString());
    conditions.put(
        "Machine",
        "%d processors, %s %s, load %.1f before; clients, service and database share it"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    conditions.put(
        "Service",
        "Java %s, options %s, arguments %s"
            .formatted(
                Runtime.version(),
                settings.programs().javaOptions(),
                settings.programs().arguments()));
    conditions.put(
        "Effort",
        "median of %d rounds of %d s, after %d s to warm up"
            .formatted(
                settings.effort().rounds(),
                settings.effort().measured().toSeconds(),
                settings.effort().warmUp().toSeconds()));
    return conditions;
  }
}
