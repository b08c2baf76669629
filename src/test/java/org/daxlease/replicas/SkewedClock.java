package org.daxlease.replicas;

import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Sets the clock of a replica's JVM wrong, if told to: all that reads it reads it through this. */
@AutoConfiguration
@ConditionalOnProperty(SkewedClock.SKEW)
class SkewedClock {

  static final String SKEW = "daxlease.test.clock-skew";

  @Bean
  static BeanPostProcessor skewedClock(Environment environment) {
    Duration skew = environment.getRequiredProperty(SKEW, Duration.class);
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof InstantSource clock
            ? (InstantSource) () -> clock.instant().plus(skew)
            : bean;
      }
    };
  }
}
