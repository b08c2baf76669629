package org.daxlease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
@Isolated("reads what the whole JVM prints")
class DatabaseFailureAnalyzerTest {

  @Test
  void aSecondServiceOnTheSameDataIsRefusedInPlainWords(
      @TempDir Path directory, CapturedOutput output) throws Exception {
    String url = "jdbc:h2:file:" + directory.resolve("daxlease") + ";WRITE_DELAY=0";
    Process other = SecondProcess.holding(url);
    try {
      assertThatException().isThrownBy(() -> start(url));
      assertThat(output).contains("H2 serves one process").contains("SPRING_DATASOURCE_URL");
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void aServerThatIsNotThereIsNamedInPlainWords(CapturedOutput output) throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }

    assertThatException()
        .isThrownBy(() -> start("jdbc:postgresql://127.0.0.1:" + closed + "/daxlease"));

    assertThat(output)
        .contains("APPLICATION FAILED TO START", "The database cannot be reached")
        .contains("SPRING_DATASOURCE_PASSWORD");
  }

  @Test
  void aPlaceWhereNothingCanBeWrittenIsNamedInPlainWords(
      @TempDir Path directory, CapturedOutput output) throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatException().isThrownBy(() -> start("jdbc:h2:file:" + file.resolve("daxlease")));

    assertThat(output)
        .contains("APPLICATION FAILED TO START", "The file of the embedded database cannot be used")
        .contains("Start the service where it may write");
  }

  private static ConfigurableApplicationContext start(String url) {
    return new SpringApplicationBuilder(DaxLeaseApplication.class)
        .run("--server.port=0", "--spring.datasource.url=" + url, "--daxlease.test.database=h2");
  }

  /** A process that opens a database, says so and waits to be ended. */
  static final class SecondProcess {

    private SecondProcess() {}

    static Process holding(String url) throws Exception {
      Process process =
          new ProcessBuilder(JavaCommand.of(SecondProcess.class, url))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(process.inputReader().readLine()).isEqualTo("open");
      return process;
    }

    public static void main(String[] url) throws Exception {
      try (Connection connection = DriverManager.getConnection(url[0], "sa", "")) {
        System.out.println(connection.isValid(0) ? "open" : "not open");
        new CountDownLatch(1).await();
      }
    }
  }
}
