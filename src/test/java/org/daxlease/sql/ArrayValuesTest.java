package org.daxlease.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.daxlease.database.PostgresServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids and times reach PostgreSQL as they are, in whatever mode a URL asks for. */
@Tag("postgres")
class ArrayValuesTest {

  private static final UUID ID = new UUID(Long.MIN_VALUE, -1);
  private static final Instant TIME = Instant.parse("1999-12-31T23:59:59.000001Z");

  @ParameterizedTest
  @ValueSource(strings = {"extended", "extendedForPrepared", "simple"})
  void idsAndTimesComeBack(String mode) throws SQLException {
    PostgresServer.Database database = PostgresServer.newDatabase();
    String and = database.url().contains("?") ? "&" : "?";
    try (Connection connection =
            DriverManager.getConnection(
                database.url() + and + "preferQueryMode=" + mode,
                database.user(),
                database.password());
        PreparedStatement query =
            connection.prepareStatement(
                """
                select v.id, v.time from unnest(
                  cast(? as uuid array), cast(? as timestamp(6) with time zone array)) v (id, time)
                """)) {
      query.setArray(1, ArrayValues.of(connection, "uuid", new UUID[] {ID, null}));
      query.setArray(2, ArrayValues.of(connection, "timestamptz", new Instant[] {null, TIME}));

      try (ResultSet rows = query.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getObject(1, UUID.class)).isEqualTo(ID);
        assertThat(Timestamps.timeOrNull(rows, "time")).isNull();
        assertThat(rows.next()).isTrue();
        assertThat(rows.getObject(1, UUID.class)).isNull();
        assertThat(Timestamps.timeOrNull(rows, "time")).isEqualTo(TIME);
        assertThat(rows.next()).isFalse();
      }
    }
  }
}
