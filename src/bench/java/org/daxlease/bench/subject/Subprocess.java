package org.daxlease.bench.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that ends with the one who started it, its output in a file. */
final class Subprocess implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final Thread hook;

  private Subprocess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.hook = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static Subprocess start(List<String> command, Path directory, Path log) throws IOException {
    Files.createDirectories(directory);
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new Subprocess(process, log);
  }

  long pid() {
    return process.pid();
  }

  /** What it has said so far. */
  String said() throws IOException {
    return Files.readString(log);
  }

  void mustRun() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("ended with " + process.exitValue() + ":\n" + said());
    }
  }

  /** SIGTERM, and SIGKILL for who does not heed it. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
