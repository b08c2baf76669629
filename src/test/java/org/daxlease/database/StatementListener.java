package org.daxlease.database;

import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.core.JdbcTemplate;

/** Hears of the statements that go by JDBC, before they do. */
public abstract class StatementListener implements BeanPostProcessor {

  /** What is thrown here is thrown in place of the statement. */
  protected abstract void before(String sql) throws Throwable;

  @Override
  public final Object postProcessAfterInitialization(Object bean, String beanName) {
    if (!(bean instanceof JdbcTemplate)) {
      return bean;
    }
    var proxy = new ProxyFactory(bean);
    proxy.setProxyTargetClass(true);
    proxy.addAdvice(
        (MethodInterceptor)
            call -> {
              if (call.getArguments().length > 0 && call.getArguments()[0] instanceof String sql) {
                before(sql);
              }
              return call.proceed();
            });
    return proxy.getProxy();
  }
}
