package org.daxlease.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.daxlease.bench.load.Work;
import org.daxlease.bench.subject.Database;
import org.daxlease.bench.subject.Etcd;
import org.daxlease.bench.subject.H2;
import org.daxlease.bench.subject.PostgresServer;
import org.daxlease.bench.subject.Service;

/**
 * What one benchmark runs on: a new database and a new directory, so that no benchmark finds what
 * another has left behind.
 */
final class Stage implements AutoCloseable {

  /** Tomcat keeps 8,192 connections by default; with these it keeps 10,000 streams and some. */
  static final String[] ROOM_FOR_STREAMS = {
    "--server.tomcat.max-connections=20000", "--daxlease.stream.max-streams=20000"
  };

  private static final String DATA = "data";
  private static final String ETCD = "etcd";

  private final Settings settings;
  private final Path directory;
  private final Database database;
  private int started;

  private Stage(Settings settings, Path directory, Database database) {
    this.settings = settings;
    this.directory = directory;
    this.database = database;
  }

  static Stage open(Settings settings, String benchmark, String database) throws IOException {
    Path directory = Output.directory(benchmark + "-" + database);
    Path data = directory.resolve(DATA);
    return new Stage(
        settings,
        directory,
        switch (database) {
          case "h2" -> new H2(data);
          case "postgres" -> PostgresServer.start(settings.programs().postgres(), data);
          default -> throw new IllegalArgumentException("no such database: " + database);
        });
  }

  Settings settings() {
    return settings;
  }

  /** The service on this database, as in a table's head. */
  String subject() {
    return "service on " + database.name();
  }

  Service startService(String... arguments) throws IOException, InterruptedException {
    var program =
        new Service.Program(
            settings.programs().jar().toAbsolutePath(),
            settings.programs().javaOptions(),
            settings.programs().arguments());
    return Service.start(
        program,
        database,
        List.of(arguments),
        directory,
        directory.resolve("service-" + ++started + ".log"));
  }

  /** The service, and with it its database, as one who is measured. */
  Rivals.Rival rival(Service service, Work work) throws IOException {
    List<Long> pids = new ArrayList<>(List.of(service.pid()));
    database.pid().ifPresent(pids::add);
    return new Rivals.Rival(subject(), service.port(), work, pids);
  }

  /** Beside PostgreSQL and where it is installed; else the report says that it is not. */
  Optional<Etcd> startEtcd(Report report) throws IOException, InterruptedException {
    if (!settings.scope().etcd() || database instanceof H2) {
      return Optional.empty();
    }
    Optional<Path> program = Etcd.installed();
    if (program.isEmpty()) {
      report.missing("etcd, which is not installed (Debian: etcd-server)");
      return Optional.empty();
    }
    return Optional.of(
        Etcd.start(program.get(), directory.resolve(ETCD), directory.resolve("etcd.log")));
  }

  /** Logs stay, data do not. */
  @Override
  public void close() throws IOException {
    database.close();
    Output.delete(directory.resolve(DATA));
    Output.delete(directory.resolve(ETCD));
  }
}
