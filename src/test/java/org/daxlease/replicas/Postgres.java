package org.daxlease.replicas;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A PostgreSQL server of its own, from the embedded binaries, that can be restarted, cut off,
 * killed and given a standby. Commits are as durable as those of a process can be, which is what is
 * killed here; it does not flush to disk, as no machine loses power.
 */
final class Postgres implements AutoCloseable {

  private static final String DATABASE = "postgres";

  private final Path data;
  private final Path binaries;
  private final int port;

  private Postgres(Path data, Path binaries, int port) {
    this.data = data;
    this.binaries = binaries;
    this.port = port;
  }

  @SuppressWarnings("resource") // ended through its data directory, whoever runs on it by then
  static Postgres start(Path data) throws IOException {
    EmbeddedPostgres embedded =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            // Off by default in the embedded server, which would lose what it has acknowledged.
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "100")
            .start();
    String command = Files.readString(data.resolve("postmaster.opts"));
    Path binary = Path.of(command.substring(0, command.indexOf(" \"")));
    return new Postgres(data, binary.getParent(), embedded.getPort());
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
  }

  /**
   * The arguments of a replica that uses this server, or the one that is promoted in its place.
   *
   * @param standby the port that the other will listen on
   */
  List<String> arguments(String name, int standby) {
    return List.of(
        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s?targetServerType=primary"
            .formatted(port, standby, DATABASE),
        "--spring.datasource.username=postgres",
        "--spring.datasource.password=postgres",
        "--spring.datasource.hikari.data-source-properties.ApplicationName=" + name);
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), "postgres", "postgres");
  }

  void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The first column of the first row. */
  String query(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Ends every connection of the replicas, whatever it is doing; says how many there were. */
  int cutConnections() {
    return Integer.parseInt(
        query(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                + " where backend_type = 'client backend' and pid <> pg_backend_pid()"));
  }

  /**
   * Stops it if it runs, and starts it.
   *
   * @param mode {@code fast} ends what runs in an orderly way, {@code immediate} is a crash
   */
  void restart(String mode) {
    control("restart", "-m", mode, "-w", "-t", "60");
  }

  void stop() {
    control("stop", "-m", "fast", "-w", "-t", "60");
  }

  /** SIGKILL for the server and every process of it. */
  void killNine() {
    ProcessHandle postmaster = postmaster().orElseThrow();
    List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
    all.addFirst(postmaster);
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().join());
  }

  private Optional<ProcessHandle> postmaster() {
    try {
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
      return ProcessHandle.of(Long.parseLong(pid.strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a standby that follows this server, as pg_basebackup would, and starts it. */
  Postgres standby(Path copy, int itsPort) throws IOException, SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('standby', true)");
      copyTree(data, copy);
      try (ResultSet label = statement.executeQuery("select labelfile from pg_backup_stop()")) {
        label.next();
        Files.writeString(copy.resolve("backup_label"), label.getString(1));
      }
    }
    Postgres standby = new Postgres(copy, binaries, itsPort);
    Files.createFile(copy.resolve("standby.signal"));
    Files.writeString(
        copy.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres'%n".formatted(port),
        StandardOpenOption.APPEND);
    standby.control(
        "start",
        "-w",
        "-l",
        copy.resolve("log").toString(),
        "-o",
        "-p " + standby.port + " -F -c max_connections=100 -c timezone=UTC");
    return standby;
  }

  private static void copyTree(Path from, Path to) throws IOException {
    Files.createDirectory(
        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            if (!directory.equals(from)) {
              Files.createDirectory(to.resolve(from.relativize(directory)));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.getFileName().toString().startsWith("postmaster.")) {
              Files.copy(
                  file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // Temporary files come and go under a running server.
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** From here on a commit is acknowledged once a standby of that name has it, too; any for *. */
  void commitsWaitFor(String standby) {
    execute("alter system set synchronous_standby_names = '" + standby + "'");
    execute("select pg_reload_conf()");
  }

  /** Makes the standby the primary. */
  void promote() {
    control("promote", "-w", "-t", "60");
  }

  private void control(String... arguments) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root; in a user namespace of its own it is somebody else.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(binaries.resolve("pg_ctl").toString(), "-D", data.toString()));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("pg_ctl", ".log");
      int exit =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      String said = Files.readString(output);
      Files.delete(output);
      if (exit != 0) {
        throw new IllegalStateException(String.join(" ", command) + "\n" + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (postmaster().isPresent()) {
      control("stop", "-m", "immediate", "-w");
    }
  }
}
