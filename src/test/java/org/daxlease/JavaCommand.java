package org.daxlease;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What starts a Java of one's own, which can be killed for real. */
public final class JavaCommand {

  private JavaCommand() {}

  /** A class of the tests' class path. */
  public static List<String> of(Class<?> main, String... arguments) {
    List<String> command = java();
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The service as the build has packaged it, which is what everybody else runs. */
  public static List<String> packaged() {
    List<String> command = java();
    command.addAll(List.of("-jar", System.getProperty("daxlease.test.jar")));
    return command;
  }

  private static List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx384m",
            "--enable-native-access=ALL-UNNAMED"));
  }
}
