package org.daxlease.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.SQLExceptionOverride.Override;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionEvictionTest {

  @ParameterizedTest
  @CsvSource({
    "25006, MUST_EVICT",
    "90098, MUST_EVICT",
    "90121, MUST_EVICT",
    "23505, CONTINUE_EVICT",
    "40001, CONTINUE_EVICT",
    // A failure of the driver's own may have none.
    ", CONTINUE_EVICT"
  })
  void onlyConnectionsOfNoUseAreGivenUp(@Nullable String state, Override expected) {
    assertThat(new ConnectionEviction().adjudicate(new SQLException("", state)))
        .isEqualTo(expected);
  }
}
