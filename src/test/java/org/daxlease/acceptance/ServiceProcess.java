package org.daxlease.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.daxlease.DaxLeaseApplication;

/** The service as a process of its own, which can be killed for real. */
final class ServiceProcess implements AutoCloseable {

  private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

  private final Process process;
  private final int port;

  private ServiceProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static ServiceProcess start(List<String> arguments) throws IOException {
    return start(0, arguments);
  }

  /** On a port of one's own choice: where it was before. */
  static ServiceProcess start(int port, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DaxLeaseApplication.class.getName(),
                "--server.port=" + port,
                "--daxlease.test.database=h2"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new ServiceProcess(process, portOf(process));
  }

  private static int portOf(Process process) throws IOException {
    BufferedReader output = process.inputReader();
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.add(line);
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        // Whoever does not read what a process says makes it wait.
        Thread.ofVirtual().start(() -> output.lines().forEach(said::add));
        return Integer.parseInt(started.group(1));
      }
    }
    throw new IllegalStateException("the service did not start:\n" + String.join("\n", said));
  }

  int port() {
    return port;
  }

  Coordinator api() {
    return new Coordinator(port);
  }

  /** SIGKILL: no shutdown hook, no flush, nothing. */
  void killNine() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    killNine();
  }
}
