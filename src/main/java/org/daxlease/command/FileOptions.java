package org.daxlease.command;

import java.nio.file.Path;
import org.daxlease.client.FileApi;
import org.daxlease.client.FileInfo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which file a command is about. */
final class FileOptions {

  @Parameters(paramLabel = "PATH", description = "the file, by the path it is registered with")
  private Path path = Path.of("");

  @Option(
      names = "--filesystem",
      paramLabel = "NAME",
      description = "where several file systems have a file of that path")
  private @Nullable String filesystem;

  Path path() {
    return path;
  }

  FileInfo registered(FileApi files) {
    return new RegisteredFiles(files).find(path, filesystem);
  }
}
