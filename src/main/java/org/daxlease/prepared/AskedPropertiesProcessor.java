package org.daxlease.prepared;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;

/** Writes beside the prepared context which properties decided what is in it, and their values. */
class AskedPropertiesProcessor implements BeanFactoryInitializationAotProcessor {

  /** Asked without any effect on which beans there are. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          // Only compared with management.server.port, and only where that is set.
          "server.port",
          // Only whether it is set: there is always a default.
          "spring.datasource.url",
          // What this process and this build are.
          "spring.application.pid",
          "spring.application.version");

  @Override
  public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
      ConfigurableListableBeanFactory beans) {
    var environment = beans.getBean(ConfigurableEnvironment.class);
    if (!(environment.getPropertySources().get(AskedProperties.NAME)
        instanceof AskedProperties asked)) {
      return null;
    }
    Set<String> names = new TreeSet<>(asked.names());
    names.removeAll(WITHOUT_EFFECT);
    String text = ConfiguredValues.of(environment, names).text();
    return (generation, _) ->
        generation.getGeneratedFiles().addResourceFile(ConfiguredValues.FILE, text);
  }
}
