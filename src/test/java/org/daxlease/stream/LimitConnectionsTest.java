package org.daxlease.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;

class LimitConnectionsTest {

  private static final long MIB = 1024 * 1024;

  private static int most(@Nullable Integer streams, long heap) {
    Duration any = Duration.ofSeconds(1);
    return LimitConnections.most(new StreamProperties(1, any, any, streams, null), heap);
  }

  @Test
  void heapHasRoomForThemBesideTheStreams() {
    assertThat(most(null, 205 * MIB)).isEqualTo(820 + 820);
    assertThat(most(null, 512 * MIB)).isEqualTo(2048 + 2048);
    assertThat(most(10, 512 * MIB)).isEqualTo(2048 + 10);
    assertThat(most(null, Long.MAX_VALUE)).isEqualTo(LimitConnections.MOST_CONNECTIONS);
    assertThat(most(20_000, 205 * MIB)).isEqualTo(20_000 + 820);
  }

  @Test
  void springBootFindsItAndWhatIsSetCounts() {
    long heap = Runtime.getRuntime().maxMemory();
    StandardEnvironment set = new StandardEnvironment();
    set.getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                "set-systemEnvironment", Map.of("SERVER_TOMCAT_MAXCONNECTIONS", "20000")));
    StandardEnvironment fewStreams = new StandardEnvironment();
    fewStreams
        .getPropertySources()
        .addFirst(new MapPropertySource("set", Map.of("daxlease.stream.max-streams", "1")));

    assertThat(property(new StandardEnvironment())).isEqualTo(most(null, heap));
    assertThat(property(fewStreams)).isEqualTo(most(1, heap));
    assertThat(property(set)).isEqualTo(20_000);
  }

  private static int property(StandardEnvironment environment) {
    ConfigurationPropertySources.attach(environment);
    // Others need what only an application has that starts.
    SpringFactoriesLoader.forDefaultResourceLocation()
        .load(EnvironmentPostProcessor.class, (_, _, _) -> {})
        .stream()
        .filter(LimitConnections.class::isInstance)
        .forEach(each -> each.postProcessEnvironment(environment, new SpringApplication()));
    return environment.getRequiredProperty(LimitConnections.PROPERTY, Integer.class);
  }
}
