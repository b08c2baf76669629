package org.daxlease.webhook.http;

import java.net.UnknownHostException;

/** Nobody has said in time where a name leads. */
class SlowNameException extends UnknownHostException {

  private static final long serialVersionUID = 1L;

  SlowNameException(String host) {
    super(host);
  }
}
