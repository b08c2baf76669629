package org.daxlease.coordination;

import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.daxlease.database.StatementListener;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;

/** Counts statements, also those that travel together: Hibernate knows of none but its own. */
@TestConfiguration(proxyBeanMethods = false)
class CountingStatements extends StatementListener {

  /** As they are joined by {@code RoundTrip}. */
  private static final Pattern NEXT = Pattern.compile(";\n");

  private final AtomicLong byJdbc = new AtomicLong();
  private volatile @Nullable Thread counted;

  /** How many statements something takes, beside what other threads send meanwhile. */
  long during(SessionFactory factory, Runnable something) {
    Statistics byHibernate = factory.getStatistics();
    byHibernate.setStatisticsEnabled(true);
    byHibernate.clear();
    byJdbc.set(0);
    counted = Thread.currentThread();
    try {
      something.run();
      return byJdbc.get() + byHibernate.getPrepareStatementCount();
    } finally {
      counted = null;
      byHibernate.setStatisticsEnabled(false);
    }
  }

  @Override
  protected void before(String sql) {
    if (Thread.currentThread() == counted) {
      byJdbc.addAndGet(NEXT.splitAsStream(sql).count());
    }
  }
}
