package org.daxlease.command;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.daxlease.client.FileApi;
import org.daxlease.client.FileInfo;
import org.jspecify.annotations.Nullable;

/** Finds registrations by the path of a file. */
final class RegisteredFiles {

  private final FileApi files;

  RegisteredFiles(FileApi files) {
    this.files = files;
  }

  /**
   * The registration of a path, by the absolute path or else by the path as it was given.
   *
   * @param filesystem to choose by where several have one of that path; null for any
   */
  FileInfo find(Path path, @Nullable String filesystem) {
    List<FileInfo> found = at(path.toAbsolutePath().normalize().toString(), filesystem);
    if (found.isEmpty()) {
      found = at(path.toString(), filesystem);
    }
    if (found.isEmpty()) {
      throw new CommandFailure(
          ExitCode.NO_INPUT, path.toAbsolutePath().normalize() + " is not registered");
    }
    if (found.size() > 1) {
      String names =
          found.stream().map(FileInfo::filesystem).sorted().collect(Collectors.joining(", "));
      throw new CommandFailure(
          ExitCode.USAGE, path + " is registered on " + names + ": choose by --filesystem");
    }
    return found.getFirst();
  }

  private List<FileInfo> at(String path, @Nullable String filesystem) {
    return files.files(path, filesystem).items();
  }
}
