package org.daxlease.coordination.gathering;

import org.springframework.dao.TransientDataAccessResourceException;

/** More commands wait than can be carried out soon; nothing has been done for this one. */
final class BusyException extends TransientDataAccessResourceException {

  BusyException(String message) {
    super(message);
  }
}
