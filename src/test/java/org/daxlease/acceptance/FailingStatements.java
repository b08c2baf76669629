package org.daxlease.acceptance;

import java.util.concurrent.atomic.AtomicInteger;
import org.daxlease.database.StatementListener;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.dao.TransientDataAccessResourceException;

/** A database that fails some statements, as one does whose connection breaks. */
@TestConfiguration(proxyBeanMethods = false)
public class FailingStatements extends StatementListener {

  /** How a statement fails. */
  public enum Failure {
    EXCEPTION,
    ERROR;

    private Throwable thrown() {
      return this == ERROR
          ? new NoClassDefFoundError("a class that is broken")
          : new TransientDataAccessResourceException("the connection broke");
    }
  }

  private volatile String part = "";
  private volatile Failure failure = Failure.EXCEPTION;
  private final AtomicInteger passing = new AtomicInteger();
  private final AtomicInteger failing = new AtomicInteger();

  /** From now on: of the statements with that part some pass, and the next ones fail. */
  public void after(int passes, int fails, String ofStatements) {
    after(passes, fails, ofStatements, Failure.EXCEPTION);
  }

  /** The same, in a way of its own. */
  public void after(int passes, int fails, String ofStatements, Failure with) {
    failing.set(0);
    part = ofStatements;
    failure = with;
    passing.set(passes);
    failing.set(fails);
  }

  /** Whether all have failed that are to. */
  public boolean haveFailed() {
    return failing.get() == 0;
  }

  @Override
  protected void before(String sql) throws Throwable {
    if (fails(sql)) {
      throw failure.thrown();
    }
  }

  private boolean fails(String sql) {
    return failing.get() > 0
        && sql.contains(part)
        && passing.getAndUpdate(left -> Math.max(0, left - 1)) == 0
        && failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }
}
