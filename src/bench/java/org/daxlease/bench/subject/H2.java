package org.daxlease.bench.subject;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The embedded database, with the settings that the service ships. */
public final class H2 implements Database {

  private final Path file;

  public H2(Path directory) {
    this.file = directory.resolve("daxlease").toAbsolutePath();
  }

  @Override
  public String name() {
    return "H2";
  }

  @Override
  public List<String> arguments() {
    return List.of(
        "--spring.datasource.url=jdbc:h2:file:"
            + file
            + ";WRITE_DELAY=0;LOCK_TIMEOUT=1000;DB_CLOSE_ON_EXIT=FALSE");
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public void close() {}
}
