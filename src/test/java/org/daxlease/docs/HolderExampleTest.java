package org.daxlease.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever pastes the example of the Java library has it compile. */
class HolderExampleTest {

  private static final String AROUND =
      """
      import java.lang.foreign.MemorySegment;
      import java.net.URI;
      import java.nio.file.Path;
      import java.util.UUID;
      import java.util.concurrent.CountDownLatch;
      import org.daxlease.client.*;
      import org.daxlease.holder.*;

      class Example {
        static void startDma(MemorySegment memory) {}

        static void stopDma() {}

        %s
      }
      """;

  @Test
  void exampleOfTheLibraryCompiles(@TempDir Path directory) throws IOException {
    List<String> examples = Markdown.of(Path.of("src/docs/holders.md")).blocks("java");
    assertThat(examples).hasSize(1);
    Path source = directory.resolve("Example.java");
    Files.writeString(source, AROUND.formatted(examples.getFirst()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();

    try (var files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiles =
          compiler
              .getTask(
                  complaints,
                  files,
                  null,
                  List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(compiles).as(complaints.toString()).isTrue();
    }
  }
}
