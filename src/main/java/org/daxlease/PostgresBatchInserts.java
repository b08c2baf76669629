package org.daxlease;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Lets pgjdbc send a JDBC batch of inserts as multi-row statements. It is set on the pool because
 * only PostgreSQL knows the setting (H2 refuses a connection with one it does not know), and the
 * URL should be all that somebody has to change. A value in the URL still wins.
 */
@Component
class PostgresBatchInserts implements BeanPostProcessor {

  @Override
  public @Nullable Object postProcessBeforeInitialization(Object bean, String beanName) {
    if (bean instanceof HikariDataSource pool && isPostgres(pool.getJdbcUrl())) {
      pool.addDataSourceProperty("reWriteBatchedInserts", "true");
    }
    return bean;
  }

  private static boolean isPostgres(@Nullable String url) {
    return url != null && url.startsWith("jdbc:postgresql:");
  }
}
