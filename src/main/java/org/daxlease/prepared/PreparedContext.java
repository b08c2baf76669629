package org.daxlease.prepared;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.AotDetector;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Uses the context that the build prepared, where the configuration is as it was then.
 *
 * <p>Only out of a jar: classes in a folder may have been compiled again since.
 */
public final class PreparedContext
    implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

  private static final Logger log = LoggerFactory.getLogger(PreparedContext.class);

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    ConfigurableEnvironment environment = event.getEnvironment();
    if (SpringProperties.getFlag(AbstractAotProcessor.AOT_PROCESSING)) {
      environment.getPropertySources().addFirst(new AskedProperties());
      return;
    }
    ConfiguredValues then = packaged();
    if (then == null || SpringProperties.getProperty(AotDetector.AOT_ENABLED) != null) {
      return;
    }
    String difference = then.difference(environment);
    SpringProperties.setProperty(AotDetector.AOT_ENABLED, Boolean.toString(difference == null));
    if (difference != null) {
      log.info("{} is not as it was at the build: making the context anew", difference);
    }
  }

  private static @Nullable ConfiguredValues packaged() {
    URL file = PreparedContext.class.getClassLoader().getResource(ConfiguredValues.FILE);
    if (file == null || !file.getProtocol().equals("jar")) {
      return null;
    }
    try (InputStream in = file.openStream()) {
      return ConfiguredValues.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
