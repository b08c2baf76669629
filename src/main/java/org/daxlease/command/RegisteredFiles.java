package org.daxlease.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.daxlease.client.FileApi;
import org.daxlease.client.FileInfo;
import org.jspecify.annotations.Nullable;

/** Finds registrations by the path of a file. */
final class RegisteredFiles {

  private static final Path UP = Path.of("..");

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
    Path name = nameOf(path);
    List<FileInfo> found = at(name.toString(), filesystem);
    if (found.isEmpty()) {
      found = at(path.toString(), filesystem);
    }
    if (found.isEmpty()) {
      throw new CommandException(ExitCode.NO_INPUT, name + " is not registered");
    }
    if (found.size() > 1) {
      String names =
          found.stream().map(FileInfo::filesystem).sorted().collect(Collectors.joining(", "));
      throw new CommandException(
          ExitCode.USAGE, path + " is registered on " + names + ": choose by --filesystem");
    }
    return found.getFirst();
  }

  /**
   * The absolute name of the file that the kernel would open. To go up it first follows the link it
   * is at; as text, {@code link/..} would be no step at all, and name another file.
   */
  private static Path nameOf(Path path) {
    Path absolute = path.toAbsolutePath();
    Path directory = absolute.getParent();
    boolean up = StreamSupport.stream(absolute.spliterator(), false).anyMatch(UP::equals);
    if (!up || directory == null) {
      return absolute.normalize();
    }
    try {
      return directory.toRealPath().resolve(absolute.getFileName()).normalize();
    } catch (IOException e) {
      // There is nothing to be opened by this name.
      return absolute.normalize();
    }
  }

  private List<FileInfo> at(String path, @Nullable String filesystem) {
    return files.files(path, filesystem).items();
  }
}
