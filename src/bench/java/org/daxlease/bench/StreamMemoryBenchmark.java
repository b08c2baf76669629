package org.daxlease.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.daxlease.bench.load.Calls;
import org.daxlease.bench.load.Request;
import org.daxlease.bench.load.Streams;
import org.daxlease.bench.subject.Service;

/** How much memory open streams take: resident and, after a collection, on the heap. */
final class StreamMemoryBenchmark implements ServiceBenchmark {

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void run(Stage stage, Report report) throws Exception {
    report.note(
        name(),
        "VmRSS and the used heap after GC.run, before the streams of as many processes are opened and once they are open");
    int count = stage.settings().sizes().streams();
    try (Service service = stage.startService(Stage.ROOM_FOR_STREAMS);
        Calls calls = service.calls()) {
      List<String> processes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        processes.add("{\"host\":\"memory\",\"pid\":%d}".formatted(i + 1));
      }
      List<byte[]> requests =
          calls.createAll("/v1/processes", processes).stream()
              .map(id -> Request.stream("/v1/processes/" + id + "/signals"))
              .toList();
      Memory before = Memory.of(service.pid());
      try (Streams streams = Streams.open(service.port(), requests, Audience.SIGIO)) {
        streams.expect();
        Memory with = Memory.of(service.pid());
        report.add(
            new Result(
                "memory of open streams",
                Words.count(count, "stream"),
                stage.subject(),
                List.of(
                    Figure.of("heap +", "MB", with.heap() - before.heap()),
                    Figure.of("resident +", "MB", with.resident() - before.resident()),
                    Figure.of("resident then", "MB", with.resident()))));
      }
    }
  }

  /** In MB, after a collection. */
  private record Memory(double resident, double heap) {

    static Memory of(long pid) throws IOException, InterruptedException {
      jcmd(pid, "GC.run");
      double heap = kilobytes(USED, jcmd(pid, "GC.heap_info"));
      String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
      return new Memory(kilobytes(RESIDENT, status) / 1024, heap / 1024);
    }

    private static double kilobytes(Pattern what, String text) throws IOException {
      Matcher found = what.matcher(text);
      if (!found.find()) {
        throw new IOException("no " + what + " in " + text);
      }
      return Double.parseDouble(found.group(1));
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  command)
              .redirectErrorStream(true)
              .start();
      String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      jcmd.waitFor();
      return said;
    }
  }
}
