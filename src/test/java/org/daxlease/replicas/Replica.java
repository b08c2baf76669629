package org.daxlease.replicas;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.daxlease.DaxLeaseApplication;
import org.daxlease.JavaCommand;

/** The service as a process of its own, which can be killed and paused for real. */
public final class Replica implements AutoCloseable {

  private static final String STARTED = "Tomcat started on port";
  private static final int KEPT = 500;

  private final List<String> command;
  private final int port;
  private final Deque<String> said = new ArrayDeque<>();

  /** For a look at what went wrong. */
  private final Path log;

  private Process process;
  private CompletableFuture<Void> started;
  private boolean supervised;
  private int attempts;

  private Replica(List<String> command, int port) throws IOException {
    this.command = command;
    this.port = port;
    this.log =
        Files.createDirectories(Path.of("target", "replicas"))
            .resolve("replica-" + port + "-" + ProcessHandle.current().pid() + ".log");
    this.started = new CompletableFuture<>();
    this.process = launch(started);
  }

  /** Starts one and waits until it is ready. */
  public static Replica start(List<String> arguments) throws IOException {
    Replica replica = launch(arguments);
    replica.awaitStarted();
    return replica;
  }

  /** What the build has packaged; waits until it is ready. */
  public static Replica packaged(List<String> arguments) throws IOException {
    Replica replica = launch(JavaCommand.packaged(), arguments);
    replica.awaitStarted();
    return replica;
  }

  /** Starts one without waiting. */
  public static Replica launch(List<String> arguments) throws IOException {
    return launch(JavaCommand.of(DaxLeaseApplication.class), arguments);
  }

  private static Replica launch(List<String> java, List<String> arguments) throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of("--server.port=" + port, "--daxlease.test.database=h2"));
    command.addAll(arguments);
    return new Replica(List.copyOf(command), port);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Process launch(CompletableFuture<Void> up) throws IOException {
    Process launched = new ProcessBuilder(command).redirectErrorStream(true).start();
    Runtime.getRuntime().addShutdownHook(new Thread(launched::destroyForcibly));
    BufferedReader output = launched.inputReader();
    // Whoever does not read what a process says makes it wait.
    Thread.ofVirtual().start(() -> listen(launched, output, up));
    return launched;
  }

  private void listen(Process launched, BufferedReader output, CompletableFuture<Void> up) {
    try (output) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        say(line);
        if (line.contains(STARTED)) {
          up.complete(null);
        }
      }
    } catch (IOException e) {
      say(e.toString());
    }
    if (!up.isDone()) {
      ended(launched, up);
    }
  }

  /** A start that finds no database fails, and whoever runs services in earnest tries again. */
  private synchronized void ended(Process launched, CompletableFuture<Void> up) {
    if (supervised && launched == process && --attempts > 0) {
      try {
        process = launch(up);
        return;
      } catch (IOException e) {
        say(e.toString());
      }
    }
    up.completeExceptionally(new IllegalStateException("it ended:\n" + said()));
  }

  private synchronized void say(String line) {
    said.addLast(line);
    if (said.size() > KEPT) {
      said.removeFirst();
    }
    try {
      Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of its log. */
  public synchronized String said() {
    return String.join("\n", said);
  }

  public void awaitStarted() {
    started.orTimeout(5, TimeUnit.MINUTES).join();
  }

  synchronized boolean isStarted() {
    return started.isDone() && !started.isCompletedExceptionally();
  }

  public int port() {
    return port;
  }

  /** SIGKILL: no shutdown hook, no flush, nothing. */
  public void killNine() {
    synchronized (this) {
      supervised = false;
    }
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGTERM, and its end: it finishes what it has begun. */
  public void terminate() {
    try {
      process.destroy();
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The same once more, on the same port, and again until it is up, for which it does not wait. */
  public synchronized void relaunch() {
    supervised = true;
    attempts = 50;
    started = new CompletableFuture<>();
    try {
      process = launch(started);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * SIGSTOP: from here on it does nothing, and nobody on its machine can tell it from a dead one.
   */
  void pause() {
    signal("-STOP");
  }

  void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    killNine();
  }
}
