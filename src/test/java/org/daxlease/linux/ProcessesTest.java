package org.daxlease.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes as the kernel knows them. */
class ProcessesTest {

  private static final int SIGTERM = 15;

  private final List<Process> children = new ArrayList<>();

  private Process sleeper() throws IOException {
    Process child = new ProcessBuilder("sleep", "60").start();
    children.add(child);
    return child;
  }

  @AfterEach
  void endsItsChildren() {
    children.forEach(Process::destroyForcibly);
  }

  private static int pid(Process process) {
    return Math.toIntExact(process.pid());
  }

  @Test
  void pidfdSignalsItsProcessAndNoLaterOneOfItsPid() throws Exception {
    Process child = sleeper();
    try (PidFd pidfd = PidFd.open(pid(child)).orElseThrow()) {
      assertThat(pidfd.isThere()).isTrue();
      assertThat(pidfd.send(SIGTERM)).isEqualTo(PidFd.Sent.SENT);
      assertThat(child.waitFor()).isEqualTo(128 + SIGTERM);
      assertThat(pidfd.isThere()).isFalse();
      assertThat(pidfd.send(SIGTERM)).isEqualTo(PidFd.Sent.GONE);
      assertThat(PidFd.open(pid(child))).isEmpty();
    }
  }

  /** The second is what a security module says, such as SELinux. */
  @ParameterizedTest
  @ValueSource(ints = {LinuxException.EPERM, LinuxException.EACCES})
  void signalThatMayNotBeSentIsDenied(int errno) {
    assertThat(PidFd.outcome(new Libc.Result(-1, errno), 17)).isEqualTo(PidFd.Sent.DENIED);
  }

  @Test
  void signalThatFailedOtherwiseIsNoOutcome() {
    assertThatExceptionOfType(LinuxException.class)
        .isThrownBy(() -> PidFd.outcome(new Libc.Result(-1, LinuxException.EINVAL), 17))
        .withMessage("pidfd_send_signal to 17: EINVAL");
  }

  @Test
  void closedPidfdSignalsNobody() throws IOException {
    Process child = sleeper();
    PidFd pidfd = PidFd.open(pid(child)).orElseThrow();
    pidfd.close();

    assertThat(pidfd.send(SIGTERM)).isEqualTo(PidFd.Sent.GONE);

    assertThat(child.isAlive()).isTrue();
  }

  /** Kernels differ in how they say so. */
  @Test
  void threadThatLeadsNoProcessAndWhatIsNoNumberHaveNoPidfd() throws IOException {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      int thread =
          threads
              .mapToInt(t -> Integer.parseInt(t.getFileName().toString()))
              .filter(t -> t != self)
              .findFirst()
              .orElseThrow();
      assertThat(PidFd.open(thread)).isEmpty();
    }
    assertThat(PidFd.open(0)).isEmpty();
  }

  @Test
  void exitsAreToldOnceAlsoOfThoseThatCameLate() throws Exception {
    try (var watch = new ExitWatch()) {
      List<PidFd> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(PidFd.open(pid(sleeper())).orElseThrow());
      }
      watch.add(all.get(0));
      watch.add(all.get(1));
      assertThat(watch.await(Duration.ZERO)).isEmpty();

      children.get(1).destroyForcibly().waitFor();
      assertThat(watch.await(Duration.ofSeconds(30))).containsExactly(all.get(1));
      children.get(2).destroyForcibly().waitFor();
      watch.add(all.get(2));
      assertThat(watch.await(Duration.ofSeconds(30))).containsExactly(all.get(2));
      assertThat(watch.await(Duration.ZERO)).isEmpty();

      all.forEach(PidFd::close);
    }
  }

  @Test
  void startTimeIsThatOfTheProcess() throws Exception {
    Process child = sleeper();
    StartTime start = Proc.startTime(pid(child)).orElseThrow();
    assertThat(StartTime.parse(start.toString())).contains(start);
    assertThat(start.bootId()).isEqualTo(Proc.bootId());
    assertThat(start.ticks())
        .isGreaterThanOrEqualTo(
            Proc.startTicks(Math.toIntExact(ProcessHandle.current().pid())).orElseThrow());
    assertThat(Proc.command(pid(child))).isEqualTo("sleep 60");
    child.destroyForcibly().waitFor();
    assertThat(Proc.startTime(pid(child))).isEmpty();
    assertThat(Proc.user(pid(child))).isEmpty();
  }

  /** The child writes the name, as the JVM's own arguments depend on its locale. */
  @Test
  void commandLineIsReadAsUtf8AndMayBeAnyBytes() throws IOException {
    Process child =
        new ProcessBuilder("bash", "-c", "exec -a $'gr\\xc3\\xbc\\xc3\\x9fe\\xff' sleep 60")
            .start();
    children.add(child);

    await()
        .untilAsserted(
            () -> assertThat(Proc.command(pid(child))).isEqualTo("gr\u00fc\u00dfe\ufffd 60"));
  }

  @Test
  void processIsFoundByTheNumberItHasInItsNamespace() throws IOException {
    Process child = sleeper();
    long ticks = Proc.startTicks(pid(child)).orElseThrow();
    // Its own number in the outermost namespace is no number of an inner one.
    assertThat(Proc.inNamespace(pid(child), ticks).pids()).isEmpty();
  }

  /** As the main process of a container. */
  @Test
  void firstProcessOfANamespaceIsFoundByItsNumberThere() throws Exception {
    try (var contained = new Contained()) {
      assertThat(contained.pid()).isGreaterThan(1);
      assertThat(Proc.inNamespace(1, contained.start().ticks()).pids()).contains(contained.pid());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0                    | false",
        "proc /proc proc rw,nosuid,nodev,noexec,relatime,hidepid=invisible 0 0  | true",
        "proc /proc proc rw,relatime,gid=10,hidepid=2 0 0                       | true",
        "proc /chroot/proc proc rw,relatime,hidepid=2 0 0                       | false",
      })
  void mountThatHidesProcessesIsSeen(String mount, boolean hides) {
    assertThat(Proc.hides(mount)).isEqualTo(hides);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "1",
        "t0",
        "/1",
        "41cc5ee2-a37a-4e6e-87bb-1f9e3b171ed3",
        "41cc5ee2-a37a/17",
        "41cc5ee2-a37a-4e6e-87bb-1f9e3b171ed3/",
        "41cc5ee2-a37a-4e6e-87bb-1f9e3b171ed3/-1",
        "41cc5ee2-a37a-4e6e-87bb-1f9e3b171ed3/1x"
      })
  void otherFormsAreNoStartTimes(String text) {
    assertThat(StartTime.parse(text)).isEqualTo(Optional.empty());
  }
}
