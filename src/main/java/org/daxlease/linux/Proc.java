package org.daxlease.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What {@code proc(5)} tells of processes. A process that is gone is told of as nothing, and so is
 * one that is hidden ({@code hidepid}); one that may not be read is an {@link
 * UncheckedIOException}.
 */
public final class Proc {

  private static final Path ROOT = Path.of("/proc");

  /** {@code PROC_PID_INIT_INO} of the kernel: the pid namespace that every other is inside of. */
  private static final String INITIAL_PID_NAMESPACE = "pid:[4026531836]";

  /** Field 22 is the 20th behind the command, which is field 2 and may hold anything. */
  private static final int START_TIME = 19;

  private Proc() {}

  /** The id of this boot. */
  public static String bootId() {
    return read(ROOT.resolve("sys/kernel/random/boot_id"))
        .map(String::strip)
        .orElseThrow(() -> new IllegalStateException("there is no /proc here"));
  }

  /** The name of this host, as {@code uname -n} prints it. */
  public static String hostName() {
    return read(ROOT.resolve("sys/kernel/hostname")).map(String::strip).orElse("localhost");
  }

  /** When a process started, in clock ticks since boot. */
  public static OptionalLong startTicks(int pid) {
    String stat = read(of(pid).resolve("stat")).orElse("");
    int behindCommand = stat.lastIndexOf(')') + 2;
    if (behindCommand < 2 || behindCommand > stat.length()) {
      return OptionalLong.empty();
    }
    String[] fields = stat.substring(behindCommand).strip().split(" ");
    return fields.length > START_TIME
        ? OptionalLong.of(Long.parseLong(fields[START_TIME]))
        : OptionalLong.empty();
  }

  /** The start time of a process of this boot. */
  public static Optional<StartTime> startTime(int pid) {
    OptionalLong ticks = startTicks(pid);
    return ticks.isEmpty()
        ? Optional.empty()
        : Optional.of(new StartTime(bootId(), ticks.getAsLong()));
  }

  /** Whether this is the id of a process, and not of a thread in one, or of nothing. */
  public static boolean isProcess(int pid) {
    return status(pid, "Tgid:").contains(Integer.toString(pid));
  }

  /** The user on whose behalf a process runs: its effective uid, of 32 bits without sign. */
  public static OptionalLong user(int pid) {
    List<String> uids = status(pid, "Uid:");
    return uids.size() < 2 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(uids.get(1)));
  }

  /**
   * The command line of a process, its arguments parted by spaces and what is not UTF-8 replaced;
   * empty for a kernel thread.
   */
  public static String command(int pid) {
    return bytes(of(pid).resolve("cmdline"))
        .map(line -> new String(line, StandardCharsets.UTF_8))
        .orElse("")
        .replace('\0', ' ')
        .strip();
  }

  /**
   * What a search has found.
   *
   * @param pids as they are here
   * @param complete whether all processes that are listed here could be read
   */
  public record Found(List<Integer> pids, boolean complete) {}

  /**
   * The processes that started at {@code ticks} and have this pid in a pid namespace of their own:
   * a container's process by the pid it knows itself by.
   */
  public static Found inNamespace(int pid, long ticks) {
    String own = Integer.toString(pid);
    List<Integer> found = new ArrayList<>();
    boolean complete = true;
    for (int p : processes()) {
      try {
        if (startTicks(p).orElse(-1) == ticks
            && status(p, "NSpid:").stream().skip(1).anyMatch(own::equals)) {
          found.add(p);
        }
      } catch (UncheckedIOException e) {
        complete = false;
      }
    }
    return new Found(found, complete);
  }

  /** Whether every process of this host can be seen from here, whoever runs it. */
  public static boolean seesEveryProcess() {
    try {
      String namespace = Files.readSymbolicLink(ROOT.resolve("self/ns/pid")).toString();
      return namespace.equals(INITIAL_PID_NAMESPACE)
          && startTicks(1).isPresent()
          && read(ROOT.resolve("self/mounts")).orElseThrow().lines().noneMatch(Proc::hides);
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /** Whether a mount, as {@code proc(5)} lists it, is a {@code /proc} without some processes. */
  static boolean hides(String mount) {
    String[] fields = mount.split(" ");
    return fields[1].equals(ROOT.toString()) && fields[3].contains("hidepid=");
  }

  private static List<Integer> processes() {
    try (Stream<Path> entries = Files.list(ROOT)) {
      return entries
          .map(p -> p.getFileName().toString())
          .filter(name -> name.matches("[1-9][0-9]{0,9}"))
          .map(Integer::valueOf)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> status(int pid, String field) {
    return read(of(pid).resolve("status"))
        .orElse("")
        .lines()
        .filter(line -> line.startsWith(field))
        .flatMap(line -> Arrays.stream(line.substring(field.length()).strip().split("\\s+")))
        .toList();
  }

  private static Path of(int pid) {
    return ROOT.resolve(Integer.toString(pid));
  }

  private static Optional<String> read(Path path) {
    // Not UTF-8: a name among it may be any bytes.
    return bytes(path).map(text -> new String(text, StandardCharsets.ISO_8859_1));
  }

  private static Optional<byte[]> bytes(Path path) {
    try {
      return Optional.of(Files.readAllBytes(path));
    } catch (IOException e) {
      if (Files.notExists(path.getParent())) {
        return Optional.empty();
      }
      throw new UncheckedIOException(e);
    }
  }
}
