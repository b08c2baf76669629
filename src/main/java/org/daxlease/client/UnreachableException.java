package org.daxlease.client;

import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.URI;

/** The service did not answer: it is away, or something between here and there is. */
public final class UnreachableException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  UnreachableException(URI server, IOException cause) {
    super(server + " does not answer: " + said(cause), cause);
  }

  private static String said(IOException cause) {
    return cause.getMessage() != null
        ? cause.getMessage()
        : cause instanceof ConnectException
            ? "connection refused"
            : cause.getClass().getSimpleName();
  }
}
