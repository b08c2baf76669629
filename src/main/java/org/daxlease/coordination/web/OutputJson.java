package org.daxlease.coordination.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.daxlease.protocol.PolicyOverrides;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How answers are written where the type cannot say it, since the rules know no JSON. */
@Configuration(proxyBeanMethods = false)
class OutputJson {

  /** Overrides show what is overridden and nothing else. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private interface OnlyWhatIsSet {}

  @Bean
  JsonMapperBuilderCustomizer overridesWithoutNulls() {
    return builder -> builder.addMixIn(PolicyOverrides.class, OnlyWhatIsSet.class);
  }
}
