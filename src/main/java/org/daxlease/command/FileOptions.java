package org.daxlease.command;

import java.nio.file.Path;
import org.daxlease.client.FileApi;
import org.daxlease.client.FileInfo;
import org.daxlease.linux.LinuxException;
import org.daxlease.linux.OpenFile;
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

  /** The file on disk, for writing. */
  OpenFile open() {
    try {
      return OpenFile.open(path);
    } catch (LinuxException e) {
      throw new CommandException(ExitCode.NO_INPUT, String.valueOf(e.getMessage()));
    }
  }

  /** Compares the file on disk with its registration. */
  void check(OpenFile file, FileInfo registered) {
    long size = file.size();
    if (size != registered.size()) {
      throw new CommandException(
          ExitCode.DATA,
          "%s has %d bytes, but is registered with %d: is it the same file?"
              .formatted(path, size, registered.size()));
    }
  }

  FileInfo registered(FileApi files) {
    return new RegisteredFiles(files).find(path, filesystem);
  }
}
