package org.daxlease.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A file on disk, full of {@code x}, and its registration. */
record RealFile(Path path, StoredFile registered) {

  static final int SIZE = 64 * 1024;

  static RealFile in(Path directory, Scene scene, Coordinator api) {
    try {
      byte[] bytes = new byte[SIZE];
      Arrays.fill(bytes, (byte) 'x');
      Path path = Files.createTempFile(directory, "file-", "");
      Files.write(path, bytes);
      Answer answer =
          api.post(
                  "/v1/files",
                  "filesystem",
                  scene.filesystem(),
                  "path",
                  path.toString(),
                  "backing",
                  "DAX",
                  "size",
                  SIZE)
              .is(201);
      return new RealFile(path, scene.known(answer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long sizeOnDisk() {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
