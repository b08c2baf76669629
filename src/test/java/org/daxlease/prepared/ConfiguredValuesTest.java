package org.daxlease.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class ConfiguredValuesTest {

  private static final ConfiguredValues BUILD =
      ConfiguredValues.of(
          configuration(Map.of("port", "8080", "url", "jdbc:h2:./data;LOCK=1", "empty", "")),
          List.of("port", "url", "empty", "quota"));

  @ParameterizedTest
  @CsvSource({
    "8080, '',   ,   none",
    "8081, '',   ,   port",
    "    , '',   ,   port",
    "8080, '', 100, quota",
    "8080,   ,   ,  empty"
  })
  void saysWhichPropertyIsNotAsItWasThen(
      String port, String empty, String quota, String difference) {
    var now = new HashMap<String, Object>();
    now.put("url", "jdbc:h2:./data;LOCK=1");
    now.put("asked by nobody", "anything");
    now.put("port", port);
    now.put("empty", empty);
    now.put("quota", quota);
    now.values().removeIf(Objects::isNull);

    String found = ConfiguredValues.read(BUILD.text()).difference(configuration(now));

    assertThat(found == null ? "none" : found).isEqualTo(difference);
  }

  @Test
  void remembersWhatIsAskedForBeforeAnySourceAnswers() {
    StandardEnvironment configuration = configuration(Map.of("a.list[0]", "x", "a.name", "y"));
    var asked = new AskedProperties();
    configuration.getPropertySources().addFirst(asked);

    assertThat(configuration.getProperty("a.name")).isEqualTo("y");
    assertThat(Binder.get(configuration).bind("a.list", Bindable.listOf(String.class)).get())
        .containsExactly("x");
    assertThat(configuration.containsProperty("a.flag")).isFalse();

    assertThat(asked.names()).contains("a.name", "a.list", "a.list[0]", "a.flag");
  }

  private static StandardEnvironment configuration(Map<String, Object> properties) {
    var environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
    return environment;
  }
}
