package org.daxlease.stream;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * As many connections as there may be streams, and as a quarter of the heap has room for beside
 * them, on every port of the service, unless somebody says how many. Whoever connects and sends
 * half a head takes up memory before anybody can ask who that is.
 */
class LimitConnections implements EnvironmentPostProcessor {

  static final String PROPERTY = "server.tomcat.max-connections";
  static final int MOST_CONNECTIONS = 12_000;

  private static final int PART_OF_HEAP = 4;

  /** What one was measured to hold that has sent most of a head, and a little more. */
  private static final int BYTES_PER_CONNECTION = 64 * 1024;

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    StreamProperties streams =
        Binder.get(environment).bindOrCreate("daxlease.stream", StreamProperties.class);
    int most = most(streams, Runtime.getRuntime().maxMemory());
    environment
        .getPropertySources()
        .addLast(new MapPropertySource("what the heap has room for", Map.of(PROPERTY, most)));
  }

  /** How many there may be at a time where the heap may grow to so many bytes. */
  static int most(StreamProperties streams, long heap) {
    long most = streams.maxStreams(heap);
    long others = heap / PART_OF_HEAP / BYTES_PER_CONNECTION;
    long room = MOST_CONNECTIONS - Math.min(most, StreamProperties.MOST_STREAMS);
    return Math.clamp(most + Math.clamp(others, 1, room), 1, Integer.MAX_VALUE);
  }
}
