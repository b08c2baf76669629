package org.daxlease.coordination;

import org.springframework.dao.TransientDataAccessResourceException;

/** More commands wait than can be carried out soon; nothing has been done for this one. */
public final class BusyException extends TransientDataAccessResourceException {

  public BusyException(String message) {
    super(message);
  }

  /** It says where the load is and not where the code is, and comes in crowds. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
