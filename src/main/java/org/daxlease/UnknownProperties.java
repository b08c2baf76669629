package org.daxlease;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.stereotype.Component;

/**
 * Warns of properties that are set and that this service does not have: a slip in a name would
 * silently leave the default in place. It is no error, since one configuration may serve two
 * versions while replicas are replaced.
 */
@Component
class UnknownProperties implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(UnknownProperties.class);
  private static final String OURS = "daxlease";

  /** What Kubernetes tells every container of a service called daxlease, or daxlease-something. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "DAXLEASE_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_.+)?)?)");

  /** What the commands in the same jar take from their environment, which may be this one. */
  private static final Set<String> OF_COMMANDS = Set.of("DAXLEASE_SERVER", "DAXLEASE_TOKEN_FILE");

  private final ListableBeanFactory beans;
  private final ConfigurableEnvironment environment;

  UnknownProperties(ListableBeanFactory beans, ConfigurableEnvironment environment) {
    this.beans = beans;
    this.environment = environment;
  }

  @Override
  public void afterSingletonsInstantiated() {
    Set<String> unknown = new TreeSet<>();
    Known known = known();
    for (PropertySource<?> source : environment.getPropertySources()) {
      // Other names than ours may be among those of the JVM.
      if (source instanceof EnumerablePropertySource<?> names
          && !source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
        ours(names).filter(name -> !known.has(name)).forEach(unknown::add);
      }
    }
    if (!unknown.isEmpty()) {
      log.warn("There is no property of these names, they are ignored: {}", unknown);
    }
  }

  private static Stream<String> ours(EnumerablePropertySource<?> source) {
    Stream<String> names = Arrays.stream(source.getPropertyNames());
    return source instanceof SystemEnvironmentPropertySource
        ? names
            .filter(name -> name.startsWith("DAXLEASE_"))
            .filter(name -> !SERVICE_LINK.matcher(name).matches())
            .filter(name -> !OF_COMMANDS.contains(name))
        : names.filter(name -> name.startsWith(OURS + "."));
  }

  private Known known() {
    Known known = new Known(new HashSet<>(), new HashSet<>());
    for (Object bean : beans.getBeansWithAnnotation(ConfigurationProperties.class).values()) {
      ConfigurationProperties of = bean.getClass().getAnnotation(ConfigurationProperties.class);
      if (of != null && (of.value() + ".").startsWith(OURS + ".")) {
        known.add(of.value(), bean.getClass());
      }
    }
    return known;
  }

  /**
   * Names as they are compared, whatever way they are written in.
   *
   * @param names of single values and of lists
   * @param maps under which there may be any name
   */
  private record Known(Set<String> names, Set<String> maps) {

    void add(String prefix, Class<?> type) {
      for (RecordComponent component : type.getRecordComponents()) {
        String name = prefix + "." + component.getName();
        if (component.getType().isRecord()) {
          add(name, component.getType());
        } else if (Map.class.isAssignableFrom(component.getType())) {
          maps.add(plain(name));
        } else {
          names.add(plain(name));
        }
      }
    }

    boolean has(String name) {
      String plain = plain(name);
      return names.contains(plain) || maps.stream().anyMatch(plain::startsWith);
    }

    /** Without the index in a list, dots, dashes, underscores and capitals. */
    private static String plain(String name) {
      return name.replaceFirst("(\\[[0-9]+]|_[0-9]+_?)$", "")
          .replaceAll("[^A-Za-z0-9]", "")
          .toLowerCase(Locale.ROOT);
    }
  }
}
