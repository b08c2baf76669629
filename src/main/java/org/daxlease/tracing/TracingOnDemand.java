package org.daxlease.tracing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out what Spring Boot brings for traces where nobody takes any: it would begin a span for
 * each request, look for its parent in the headers, and throw it away.
 */
final class TracingOnDemand implements AutoConfigurationImportFilter, EnvironmentAware {

  private static final String TRACING = "org.springframework.boot.micrometer.tracing.";

  private @Nullable Environment environment;

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = environment;
  }

  @Override
  public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
    boolean wanted =
        Objects.requireNonNull(environment).containsProperty(TracingConfiguration.ENDPOINT);
    boolean[] matches = new boolean[configurations.length];
    for (int i = 0; i < matches.length; i++) {
      String name = configurations[i];
      matches[i] = wanted || name == null || !name.startsWith(TRACING);
    }
    return matches;
  }
}
