package org.daxlease.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent remembers over its own end: up to which event it has delivered the signals of its
 * host, and in which boots of this machine it has run. Each file is replaced as a whole and is on
 * disk when its writer returns.
 */
final class StateDirectory implements AutoCloseable {

  private static final String POSITION = "position";
  private static final String BOOTS = "boots";

  private final Path directory;
  private final String of;
  private final @Nullable FileChannel lock;

  private StateDirectory(Path directory, String of, @Nullable FileChannel lock) {
    this.directory = directory;
    this.of = of;
    this.lock = lock;
  }

  /**
   * Opens it for one agent.
   *
   * @param of whose positions it holds: of another service, or another host, they mean nothing
   * @throws IllegalStateException if another agent uses it
   */
  static StateDirectory open(Path directory, String of) {
    try {
      Files.createDirectories(directory);
      FileChannel lock =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock.tryLock() == null) {
        lock.close();
        throw new IllegalStateException("another agent uses " + directory);
      }
      return new StateDirectory(directory, of, lock);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + directory + " for the agent's state", e);
    }
  }

  /** Looks at it for a dry run, which may run beside its agent, and keeps nothing. */
  static StateDirectory look(Path directory, String of) {
    return new StateDirectory(directory, of, null);
  }

  /** The position of the last event that was dealt with; null where none is known. */
  @Nullable Long position() {
    String[] lines = read(POSITION).orElse("").split("\n");
    boolean known = lines.length == 2 && lines[0].equals(of) && lines[1].matches("[0-9]{1,18}");
    return known ? Long.valueOf(lines[1]) : null;
  }

  void savePosition(long position) {
    write(POSITION, of + "\n" + position + "\n");
  }

  void forgetPosition() {
    write(POSITION, of + "\n");
  }

  /** Whether an agent with this directory has run in that boot. */
  boolean hasSeenBoot(String bootId) {
    return read(BOOTS).orElse("").lines().anyMatch(bootId::equals);
  }

  void sawBoot(String bootId) {
    if (!hasSeenBoot(bootId)) {
      write(BOOTS, read(BOOTS).orElse("") + bootId + "\n");
    }
  }

  private Optional<String> read(String name) {
    Path file = directory.resolve(name);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Written, synced, renamed, and the renaming synced: a crash leaves the old or the new. */
  private void write(String name, String text) {
    if (lock == null) {
      return;
    }
    Path next = directory.resolve(name + ".new");
    try {
      try (FileChannel channel =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
        names.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the agent's state in " + directory, e);
    }
  }

  @Override
  public void close() {
    if (lock == null) {
      return;
    }
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
