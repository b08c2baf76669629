package org.daxlease.sql;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Parts with connections that will not be of use again, though they say that they are valid: the
 * pool would keep them for half an hour, or for ever.
 */
public final class ConnectionEviction implements SQLExceptionOverride {

  private static final Set<String> STATES =
      Set.of(
          // PostgreSQL takes no writes: the name that it was opened by leads to another by now.
          "25006",
          // H2 has closed the database after an error of its disk, such as a full one.
          "90098",
          "90121");

  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && STATES.contains(state) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
  }
}
