package org.daxlease.linux;

import static org.awaitility.Awaitility.await;

import java.io.IOException;

/** A process that is the first of a pid namespace, and has the number 1 there. */
public final class Contained implements AutoCloseable {

  private final Process outer;
  private final ProcessHandle inner;

  public Contained() throws IOException {
    outer =
        new ProcessBuilder(
                "unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child", "cat")
            .start();
    await().until(() -> outer.children().anyMatch(child -> Proc.command(pid(child)).equals("cat")));
    inner = outer.children().findFirst().orElseThrow();
  }

  private static int pid(ProcessHandle process) {
    return Math.toIntExact(process.pid());
  }

  /** Its number here. */
  public int pid() {
    return pid(inner);
  }

  public StartTime start() {
    return Proc.startTime(pid()).orElseThrow();
  }

  @Override
  public void close() {
    outer.destroyForcibly().onExit().join();
  }
}
