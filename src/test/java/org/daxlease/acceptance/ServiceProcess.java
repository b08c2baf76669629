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
  private final List<String> said;

  private ServiceProcess(Process process, int port, List<String> said) {
    this.process = process;
    this.port = port;
    this.said = said;
  }

  static ServiceProcess start(List<String> arguments) throws IOException {
    return start(0, arguments);
  }

  /** On a port of one's own choice: where it was before. */
  static ServiceProcess start(int port, List<String> arguments) throws IOException {
    return start(
        List.of("-cp", System.getProperty("java.class.path"), DaxLeaseApplication.class.getName()),
        port,
        arguments);
  }

  /** What the build has packaged, as everybody else runs it. */
  static ServiceProcess packaged(List<String> arguments) throws IOException {
    return start(List.of("-jar", System.getProperty("daxlease.test.jar")), 0, arguments);
  }

  private static ServiceProcess start(List<String> what, int port, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
    command.addAll(what);
    command.add("--server.port=" + port);
    command.add("--daxlease.test.database=h2");
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    return new ServiceProcess(process, portOf(process, said), said);
  }

  private static int portOf(Process process, List<String> said) throws IOException {
    BufferedReader output = process.inputReader();
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

  /** The lines that it has written until now. */
  List<String> said() {
    return List.copyOf(said);
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
