package org.daxlease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.daxlease.client.CoordinatorClient;
import org.daxlease.client.Credentials;
import org.daxlease.docs.Markdown;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The jar for holders, beside nothing but the libraries that its documentation names. */
@Tag("packaged")
class HolderJarTest extends Acceptance {

  private static final Path JAR = Path.of(System.getProperty("daxlease.test.jar", "none"));

  private static Path holderJar() {
    String name = JAR.getFileName().toString().replace(".jar", "-holder.jar");
    return JAR.resolveSibling("holder").resolve(name);
  }

  @Test
  void nothingOfTheServiceIsInIt() throws Exception {
    try (JarFile jar = new JarFile(holderJar().toFile())) {
      assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.endsWith(".class")))
          .isNotEmpty()
          .allMatch(name -> name.matches("org/daxlease/(holder|client|linux)/.*"));
    }
  }

  @Test
  void documentedLibrariesAreEnough() throws Exception {
    try (var classes = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      assertThat(classes.loadClass("org.daxlease.holder.LeasedFile").getMethods()).isNotEmpty();
      Object none = classes.loadClass(Credentials.class.getName()).getField("NONE").get(null);
      Class<?> type = classes.loadClass(CoordinatorClient.class.getName());
      Object coordinator =
          type.getMethod("at", URI.class, classes.loadClass(Credentials.class.getName()))
              .invoke(null, URI.create("http://127.0.0.1:" + api.port()), none);

      Object files = type.getMethod("files").invoke(coordinator);
      Object page =
          classes
              .loadClass("org.daxlease.client.FileApi")
              .getMethod("files", String.class, String.class)
              .invoke(files, "/no-such-file", null);

      assertThat(page).hasToString("Page[items=[], nextCursor=null]");
    }
  }

  /** The jars of the tests' own class path whose artifacts the table names. */
  private static URL[] classPath() throws Exception {
    List<URL> path = new ArrayList<>(List.of(holderJar().toUri().toURL()));
    for (List<String> row :
        Markdown.of(Path.of("src/docs/holders.md")).section("Java library").table("Artifact")) {
      String artifact = Markdown.names(row.getFirst()).getFirst();
      String folder = artifact.replace('.', '/').replace(':', '/');
      var found =
          Pattern.compile("[^:]*/" + Pattern.quote(folder) + "/[^:]*\\.jar")
              .matcher(System.getProperty("java.class.path"));
      assertThat(found.find()).as(artifact).isTrue();
      path.add(Path.of(found.group()).toUri().toURL());
    }
    return path.toArray(URL[]::new);
  }
}
