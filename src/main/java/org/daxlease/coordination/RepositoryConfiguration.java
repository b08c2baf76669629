package org.daxlease.coordination;

import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.jpa.repository.query.DeclaredQuery;
import org.springframework.data.jpa.repository.query.QueryEnhancerFactories;
import org.springframework.data.jpa.repository.query.QueryEnhancerFactory;
import org.springframework.data.jpa.repository.query.QueryEnhancerSelector;

/**
 * Queries are sent as they are written. By default Spring Data parses each of them at the start, so
 * that it could add sorting, counting or a projection, which none of ours asks for; Hibernate
 * parses and checks them in any case. That was a tenth of the time to start.
 */
@Configuration(proxyBeanMethods = false)
@EnableJpaRepositories(queryEnhancerSelector = RepositoryConfiguration.AsWritten.class)
class RepositoryConfiguration {

  /** Never a parser. */
  static final class AsWritten implements QueryEnhancerSelector {
    @Override
    public QueryEnhancerFactory select(DeclaredQuery query) {
      return QueryEnhancerFactories.fallback();
    }
  }
}
