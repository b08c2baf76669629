package org.daxlease.webhook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A key in a file of its own, which is there as a whole or not at all, and never changes. */
final class KeyFile {

  private static final Logger log = LoggerFactory.getLogger(KeyFile.class);

  private KeyFile() {}

  /** The key that is there; the first time, a new one. */
  static byte[] read(Path path) throws IOException {
    if (Files.notExists(path)) {
      create(path.toAbsolutePath());
    }
    byte[] key = decoded(Files.readString(path).strip());
    if (key.length != SealingKey.BYTES) {
      throw new IOException("it must have 32 bytes in Base64; put the one that was there back");
    }
    return key;
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static void create(Path path) throws IOException {
    // For its owner only, as temporary files are.
    Path whole = Files.createTempFile(path.getParent(), path.getFileName() + ".", ".new");
    try {
      write(whole, Base64.getEncoder().encodeToString(SealingKey.random()));
      publish(whole, path);
      log.info("Secrets of webhooks are sealed with the key in {}: back it up, apart", path);
    } catch (FileAlreadyExistsException e) {
      log.debug("Another process has made {} meanwhile", path, e);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  private static void write(Path path, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** A link never replaces what is there, and what it leads to is whole. */
  private static void publish(Path whole, Path path) throws IOException {
    try {
      Files.createLink(path, whole);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      log.debug("The file system of {} has no links", path, e);
      Files.move(whole, path);
    }
    // Or else the name might be lost where the secrets are not.
    try (FileChannel directory = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
