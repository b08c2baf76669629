package org.daxlease;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/** What a class logs, until it is closed. */
public final class LogOf extends ListAppender<ILoggingEvent> implements AutoCloseable {

  private final Logger logger;

  public LogOf(Class<?> type) {
    logger = (Logger) LoggerFactory.getLogger(type);
    start();
    logger.addAppender(this);
  }

  @Override
  public void close() {
    logger.detachAppender(this);
  }
}
