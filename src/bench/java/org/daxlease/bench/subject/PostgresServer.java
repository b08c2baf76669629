package org.daxlease.bench.subject;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server as {@code initdb} leaves it: it flushes each commit to disk before it
 * acknowledges it, and nothing is tuned.
 */
public final class PostgresServer implements Database {

  /** Its main program; the others lie beside it. */
  private final Path postgres;

  private final Path data;
  private final int port;
  private final String version;

  private PostgresServer(Path postgres, Path data, int port) throws IOException {
    this.postgres = postgres;
    this.data = data;
    this.port = port;
    this.version = run(List.of(postgres.toString(), "--version"));
  }

  /**
   * Starts one.
   *
   * @param binaries where {@code initdb} is; null for the binaries that the build brings
   */
  public static PostgresServer start(@Nullable Path binaries, Path data) throws IOException {
    Path postgres = binaries != null ? binaries.resolve("postgres") : embedded();
    var server = new PostgresServer(postgres, data.toAbsolutePath(), Ports.free());
    server.runAsUser(
        "initdb", "-D", server.data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8");
    server.runAsUser(
        "pg_ctl",
        "start",
        "-w",
        "-D",
        server.data.toString(),
        "-l",
        server.data.resolve("log").toString(),
        "-o",
        "-p " + server.port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=");
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return server;
  }

  /** The embedded server unpacks itself at its start, and then says where. */
  private static Path embedded() throws IOException {
    Path data = Files.createTempDirectory("daxlease-bench");
    try (EmbeddedPostgres unpacked = EmbeddedPostgres.builder().setDataDirectory(data).start()) {
      String command = Files.readString(data.resolve("postmaster.opts"));
      return Path.of(command.substring(0, command.indexOf(" \"")));
    }
  }

  @Override
  public String name() {
    return version.replaceAll(".*\\) ([0-9.]+).*", "PostgreSQL $1").strip();
  }

  @Override
  public List<String> arguments() {
    return List.of(
        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        "--spring.datasource.username=postgres",
        "--spring.datasource.password=postgres");
  }

  @Override
  public OptionalLong pid() throws IOException {
    return OptionalLong.of(
        Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip()));
  }

  private void runAsUser(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root; in a user namespace of its own it is somebody else.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(postgres.resolveSibling(program).toString());
    command.addAll(List.of(arguments));
    run(command);
  }

  private static String run(List<String> command) throws IOException {
    Path output = Files.createTempFile("daxlease-bench", ".log");
    try {
      int exit =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      String said = Files.readString(output);
      if (exit != 0) {
        throw new IOException(String.join(" ", command) + "\n" + said);
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.delete(output);
    }
  }

  @Override
  public void close() {
    if (!Files.exists(data.resolve("postmaster.pid"))) {
      return;
    }
    try {
      runAsUser("pg_ctl", "stop", "-m", "fast", "-w", "-D", data.toString());
    } catch (IOException e) {
      System.err.println("PostgreSQL did not stop: " + e.getMessage());
    }
  }
}
