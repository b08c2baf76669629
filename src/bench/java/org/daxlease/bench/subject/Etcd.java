package org.daxlease.bench.subject;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.daxlease.bench.load.Calls;
import org.daxlease.bench.load.Request;

/** One etcd with a new data directory and its defaults, reached through its HTTP gateway. */
public final class Etcd implements AutoCloseable {

  private static final int ATTEMPTS = 3000;

  private final Subprocess process;
  private final int port;
  private final String version;

  private Etcd(Subprocess process, int port, String version) {
    this.process = process;
    this.port = port;
    this.version = version;
  }

  /** Where its program is, if it is installed. */
  public static Optional<Path> installed() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, "etcd"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public static Etcd start(Path program, Path directory, Path log)
      throws IOException, InterruptedException {
    int port = Ports.free();
    String client = "http://127.0.0.1:" + port;
    String peer = "http://127.0.0.1:" + Ports.free();
    Subprocess process =
        Subprocess.start(
            List.of(
                program.toString(),
                "--name=bench",
                "--data-dir=" + directory.toAbsolutePath().resolve("data"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=bench=" + peer),
            directory,
            log);
    try {
      return new Etcd(process, port, awaitVersion(process, port));
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static String awaitVersion(Subprocess process, int port)
      throws IOException, InterruptedException {
    IOException last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      process.mustRun();
      try (var calls = new Calls(port)) {
        if (calls.ask(Request.get("/health")).isSuccess()) {
          return calls.get("/version").replaceAll(".*\"etcdserver\":\"([^\"]+)\".*", "$1");
        }
      } catch (IOException e) {
        last = e;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new IOException("etcd did not start in time:\n" + process.said(), last);
  }

  public String name() {
    return "etcd " + version.strip();
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }
}
