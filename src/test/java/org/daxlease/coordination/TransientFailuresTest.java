package org.daxlease.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.CannotCreateTransactionException;

class TransientFailuresTest {

  /** Of PostgreSQL, appendix A of its manual, and of H2. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "08001", "08006", // cannot connect, connection cut
        "25006", // read only: a standby, or a primary that has become one
        "25P03", "25P04", // idle or running for too long in a transaction
        "40001", "40P01", // serialization failure, deadlock
        "53100", "53300", // disk full, too many connections
        "55P03", // lock not available
        "57014", // statement timeout
        "57P01", "57P02", "57P03", // shutdown, crash of another session, starting up
        "HYT00", // H2: timeout while waiting for a lock
      })
  void passAgain(String state) {
    assertThat(TransientFailures.isTransient(wrapped(state))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22001", // value too long
        "23505", "23514", // unique and check violated
        "25P02", // in a transaction that has failed already
        "42601", "42P01", // syntax error, no such table
        "28P01", // wrong password
        "XX001", // data corrupted
      })
  void staysAsItIs(String state) {
    assertThat(TransientFailures.isTransient(wrapped(state))).isFalse();
  }

  /** After these even a commit is known not to have been made, and may be tried again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "22012", "23502", "23505", "25006", "25P03", "40001", "40P01", "55P03", "57014", "HYT00"
      })
  void saysThatNothingWasCommitted(String state) {
    assertThat(TransientFailures.isRolledBack(wrapped(state))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "25P04", "53100", "53200", "57P01", "57P02"})
  void leavesItOpenWhetherItWasCommitted(String state) {
    assertThat(TransientFailures.isRolledBack(wrapped(state))).isFalse();
  }

  private static RuntimeException wrapped(String state) {
    return new IllegalStateException(
        new JpaSystemException(new RuntimeException(new SQLException("no", state))));
  }

  @Test
  void aPoolWithoutAConnectionToGiveIsTransient() {
    var exhausted = new SQLTransientConnectionException("request timed out after 3000ms");

    assertThat(TransientFailures.isTransient(new CannotCreateTransactionException("no", exhausted)))
        .isTrue();
  }

  /** What Spring throws when the connection is lost before the rollback. */
  @Test
  void aRollbackOnAConnectionThatThePoolHasClosedIsTransient() {
    var lost =
        new JpaSystemException(new RuntimeException(new SQLException("Connection is closed")));

    assertThat(TransientFailures.isTransient(lost)).isTrue();
  }

  @Test
  void aDefectIsNot() {
    assertThat(TransientFailures.isTransient(new IllegalStateException("a row count of 2")))
        .isFalse();
  }
}
