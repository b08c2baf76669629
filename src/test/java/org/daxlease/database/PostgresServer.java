package org.daxlease.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One PostgreSQL for all tests of a run: a container where a Docker engine answers, else an
 * embedded server. Each caller gets a database of its own.
 */
public final class PostgresServer {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final String address;
  private final String user;
  private final String password;

  private PostgresServer(String address, String user, String password) {
    this.address = address;
    this.user = user;
    this.password = password;
  }

  /** Where a database is and who may use it. */
  public record Database(String url, String user, String password) {}

  private static final class Holder {
    static final PostgresServer SERVER = start();
  }

  /** A new, empty database. */
  public static Database newDatabase() {
    return Holder.SERVER.create("test_" + DATABASES.incrementAndGet());
  }

  private Database create(String name) {
    try (Connection connection = DriverManager.getConnection(url("postgres"), user, password);
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("no database for the test", e);
    }
    return new Database(url(name), user, password);
  }

  private String url(String database) {
    return "jdbc:postgresql://" + address + "/" + database;
  }

  private static PostgresServer start() {
    try {
      return DockerClientFactory.instance().isDockerAvailable() ? container() : embedded();
    } catch (RuntimeException e) {
      // An engine that answers but gets no images, as without a network.
      System.out.println("No PostgreSQL from the Docker engine, embedded instead: " + e);
      return embedded();
    }
  }

  @SuppressWarnings("resource") // lives as long as the test run
  private static PostgresServer container() {
    var container = new PostgreSQLContainer("postgres:18-alpine");
    container.start();
    return new PostgresServer(
        container.getHost() + ":" + container.getMappedPort(5432),
        container.getUsername(),
        container.getPassword());
  }

  private static PostgresServer embedded() {
    try {
      EmbeddedPostgres embedded =
          EmbeddedPostgres.builder()
              .setServerConfig("max_connections", "300")
              .setRegisterShutdownHook(false)
              .start();
      // After the services that use it, each of which would wait for it to come back.
      SpringApplication.getShutdownHandlers().add(() -> close(embedded));
      return new PostgresServer("127.0.0.1:" + embedded.getPort(), "postgres", "postgres");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(EmbeddedPostgres embedded) {
    try {
      embedded.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
