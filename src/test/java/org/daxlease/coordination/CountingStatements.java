package org.daxlease.coordination;

import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.aopalliance.intercept.MethodInterceptor;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts statements, also those that travel together: Hibernate knows of none but its own. */
@TestConfiguration(proxyBeanMethods = false)
class CountingStatements implements BeanPostProcessor {

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
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (!(bean instanceof JdbcTemplate)) {
      return bean;
    }
    var proxy = new ProxyFactory(bean);
    proxy.setProxyTargetClass(true);
    proxy.addAdvice(
        (MethodInterceptor)
            call -> {
              if (Thread.currentThread() == counted
                  && call.getArguments().length > 0
                  && call.getArguments()[0] instanceof String sql) {
                byJdbc.addAndGet(NEXT.splitAsStream(sql).count());
              }
              return call.proceed();
            });
    return proxy.getProxy();
  }
}
