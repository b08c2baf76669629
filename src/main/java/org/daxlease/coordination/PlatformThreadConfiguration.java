package org.daxlease.coordination;

import java.time.Duration;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.transaction.annotation.Transactional;

/** Has commands, queries and transactions carried out by {@link PlatformThreadExecutor}. */
@Configuration(proxyBeanMethods = false)
class PlatformThreadConfiguration {

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static PlatformThreadExecutor transactionThreads() {
    return new PlatformThreadExecutor();
  }

  /** Within retries, which rest between attempts, and around transactions. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static Advisor onTransactionThreads(
      PlatformThreadExecutor threads,
      @Value("${spring.datasource.hikari.maximum-pool-size:10}") int connections,
      @Value("${spring.datasource.hikari.connection-timeout:30000}") long patience) {
    var all =
        new ComposablePointcut(
                AnnotationMatchingPointcut.forClassAnnotation(RetryOnTransientFailure.class))
            .union(AnnotationMatchingPointcut.forMethodAnnotation(Transactional.class));
    // Half of them may wait for a connection, which the pool's meters show.
    var calls =
        new PlatformThreadInterceptor(threads, 2 * connections, Duration.ofMillis(patience));
    var advisor = new DefaultPointcutAdvisor(all, calls);
    advisor.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return advisor;
  }
}
