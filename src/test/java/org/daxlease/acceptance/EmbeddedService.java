package org.daxlease.acceptance;

import java.nio.file.Path;
import org.daxlease.DaxLeaseApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A service in this JVM, on an H2 that outlives it. */
final class EmbeddedService {

  private EmbeddedService() {}

  static ConfigurableApplicationContext start(Path directory) {
    return new SpringApplicationBuilder(DaxLeaseApplication.class)
        .run("--server.port=0", "--spring.datasource.url=" + url(directory));
  }

  static String url(Path directory) {
    return "jdbc:h2:file:" + directory.resolve("daxlease") + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000";
  }

  static Coordinator api(ConfigurableApplicationContext service) {
    return new Coordinator(
        service.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
  }
}
