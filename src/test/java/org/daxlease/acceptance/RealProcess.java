package org.daxlease.acceptance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.daxlease.linux.Proc;

/** A real process: a shell that writes down the signals it catches, and dies of the others. */
final class RealProcess implements AutoCloseable {
  private final Process process;
  private final Path caught;

  private RealProcess(Process process, Path caught) {
    this.process = process;
    this.caught = caught;
  }

  /** Starts one and returns when it is ready for its signals. */
  static RealProcess catching(Path directory, String... signals) {
    try {
      Path caught = Files.createTempFile(directory, "caught", "");
      StringBuilder script = new StringBuilder();
      for (String signal : signals) {
        script.append("trap 'echo %1$s >> \"%2$s\"' %1$s\n".formatted(signal, caught));
      }
      script.append("echo ready >> \"%s\"%nwhile :; do sleep 0.1; done%n".formatted(caught));
      Process process =
          new ProcessBuilder("bash", "-c", script.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      RealProcess started = new RealProcess(process, caught);
      await().until(() -> started.lines().contains("ready"));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int pid() {
    return Math.toIntExact(process.pid());
  }

  /** As the agent writes it. */
  String startTime() {
    return Proc.startTime(pid()).orElseThrow().toString();
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(caught);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The signals that it has caught, by their names for a shell. */
  List<String> caught() {
    return lines().stream().filter(line -> !line.equals("ready")).toList();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end: 128 and the number of the signal that it died of. */
  int exitStatus() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("pid " + pid() + " has not ended");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
