package org.daxlease.webhook.http;

import java.net.UnknownHostException;

/** All addresses of a host are ones that no webhook may lead to. */
class ForbiddenAddressException extends UnknownHostException {

  private static final long serialVersionUID = 1L;

  ForbiddenAddressException(String host) {
    super(host);
  }
}
