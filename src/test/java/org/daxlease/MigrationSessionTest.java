package org.daxlease;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class MigrationSessionTest {

  @Test
  void aServerThatIsTooOldIsRefused() {
    assertThatThrownBy(() -> MigrationSession.refuseOld(server(14)))
        .hasRootCauseInstanceOf(SQLFeatureNotSupportedException.class)
        .rootCause()
        .hasMessage("PostgreSQL 14.9 is too old; it must be 15 or later");
  }

  @Test
  void theOldestThatWillDoIsNot() {
    assertThatCode(() -> MigrationSession.refuseOld(server(15))).doesNotThrowAnyException();
  }

  private static SingleConnectionDataSource server(int major) {
    DatabaseMetaData its =
        answering(
            DatabaseMetaData.class,
            Map.of("getDatabaseMajorVersion", major, "getDatabaseProductVersion", major + ".9"));
    return new SingleConnectionDataSource(
        answering(Connection.class, Map.of("getMetaData", its)), true);
  }

  private static <T> T answering(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) ->
                answers.getOrDefault(
                    method.getName(), method.getReturnType() == boolean.class ? false : null)));
  }
}
