package org.daxlease.prepared;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertyResolver;

/**
 * What a configuration says of some properties.
 *
 * @param values the value of each by its name; none if the property is not set
 */
record ConfiguredValues(TreeMap<String, Optional<String>> values) {

  static final String FILE = "META-INF/org.daxlease/prepared.txt";

  static ConfiguredValues of(PropertyResolver configuration, Collection<String> names) {
    var values = new TreeMap<String, Optional<String>>();
    names.forEach(name -> values.put(name, Optional.ofNullable(configuration.getProperty(name))));
    return new ConfiguredValues(values);
  }

  /** Reads what {@link #text} wrote. */
  static ConfiguredValues read(String text) {
    var values = new TreeMap<String, Optional<String>>();
    text.lines()
        .map(line -> line.split("=", 2))
        .forEach(line ->
            values.put(line[0], line.length == 1 ? Optional.empty() : Optional.of(line[1])));
    return new ConfiguredValues(values);
  }

  /** A property per line: its name, and = and its value if it is set. */
  String text() {
    return values.entrySet().stream()
        .map(e -> e.getKey() + e.getValue().map(value -> "=" + value).orElse(""))
        .collect(Collectors.joining("\n"));
  }

  /** The first of these properties of which another configuration says something else. */
  @Nullable String difference(PropertyResolver configuration) {
    return values.entrySet().stream()
        .filter(
            e -> !Objects.equals(configuration.getProperty(e.getKey()), e.getValue().orElse(null)))
        .map(TreeMap.Entry::getKey)
        .findFirst()
        .orElse(null);
  }
}
