package org.daxlease.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where results, logs and, while they are needed, data go: always within the build's directory. */
final class Output {

  private static final Path DIRECTORY = Path.of("target", "bench").toAbsolutePath();

  private Output() {}

  /** Makes room for a new run. */
  static Path clear() throws IOException {
    delete(DIRECTORY);
    return Files.createDirectories(DIRECTORY);
  }

  static Path directory(String name) throws IOException {
    return Files.createDirectories(DIRECTORY.resolve(name));
  }

  /** Deletes it with all that is in it, if it is there. */
  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
