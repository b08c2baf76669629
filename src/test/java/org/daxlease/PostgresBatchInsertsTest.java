package org.daxlease;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PostgresBatchInsertsTest {

  private final ApplicationContextRunner service =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
          .withBean(PostgresBatchInserts.class);

  @Test
  void postgresUrlTurnsRewritingOn() {
    service
        .withPropertyValues("spring.datasource.url=jdbc:postgresql://localhost:1/daxlease")
        .run(context ->
            assertThat(context.getBean(HikariDataSource.class).getDataSourceProperties())
                .containsEntry("reWriteBatchedInserts", "true"));
  }

  @Test
  void h2UrlIsLeftAlone() {
    service
        .withPropertyValues("spring.datasource.url=jdbc:h2:mem:rewrite")
        .run(context ->
            assertThat(context.getBean(HikariDataSource.class).getDataSourceProperties())
                .isEmpty());
  }
}
