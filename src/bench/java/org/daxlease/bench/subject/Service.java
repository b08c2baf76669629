package org.daxlease.bench.subject;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.daxlease.bench.load.Calls;
import org.daxlease.bench.load.Request;

/** The packaged service as a process of its own. */
public final class Service implements AutoCloseable {

  private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Subprocess process;
  private final int port;
  private final Duration untilReady;

  private Service(Subprocess process, int port, Duration untilReady) {
    this.process = process;
    this.port = port;
    this.untilReady = untilReady;
  }

  /**
   * How to start one.
   *
   * @param javaOptions for its JVM
   * @param arguments for the service, beside those of its database
   */
  public record Program(Path jar, List<String> javaOptions, List<String> arguments) {}

  /** Starts it and waits until it says that it is ready. */
  public static Service start(
      Program program, Database database, List<String> more, Path directory, Path log)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(program.javaOptions());
    command.addAll(List.of("-jar", program.jar().toString(), "--server.port=0"));
    command.addAll(database.arguments());
    command.addAll(program.arguments());
    command.addAll(more);
    long begun = System.nanoTime();
    Subprocess process = Subprocess.start(command, directory, log);
    try {
      int port = awaitPort(process, begun);
      awaitReadiness(port, begun);
      return new Service(process, port, Duration.ofNanos(System.nanoTime() - begun));
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static int awaitPort(Subprocess process, long begun)
      throws IOException, InterruptedException {
    while (true) {
      process.mustRun();
      Matcher started = STARTED.matcher(process.said());
      if (started.find()) {
        return Integer.parseInt(started.group(1));
      }
      pause(begun, process.said());
    }
  }

  private static void awaitReadiness(int port, long begun)
      throws IOException, InterruptedException {
    try (var calls = new Calls(port)) {
      while (!calls.ask(Request.get("/actuator/health/readiness")).isSuccess()) {
        pause(begun, "not ready");
      }
    }
  }

  private static void pause(long begun, String said) throws IOException, InterruptedException {
    if (System.nanoTime() - begun > PATIENCE.toNanos()) {
      throw new IOException("the service did not start in time:\n" + said);
    }
    TimeUnit.MILLISECONDS.sleep(10);
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  /** From the start of its JVM to the first answer that it is ready. */
  public Duration untilReady() {
    return untilReady;
  }

  public Calls calls() throws IOException {
    return new Calls(port);
  }

  @Override
  public void close() {
    process.close();
  }
}
