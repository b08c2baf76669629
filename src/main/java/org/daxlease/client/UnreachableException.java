package org.daxlease.client;

import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;

/** The service did not answer: it is away, or something between here and there is. */
public sealed class UnreachableException extends RuntimeException permits NoCredentialsException {

  @Serial private static final long serialVersionUID = 1L;

  UnreachableException(URI server, IOException cause) {
    super(server + " does not answer: " + said(cause), cause);
  }

  UnreachableException(String message, IOException cause) {
    super(message, cause);
  }

  /** Whether somebody listens, who may only be slow about this one request. */
  public boolean isTimeout() {
    return getCause() instanceof HttpTimeoutException
        && !(getCause() instanceof HttpConnectTimeoutException);
  }

  private static String said(IOException cause) {
    return cause.getMessage() != null
        ? cause.getMessage()
        : cause instanceof ConnectException
            ? "connection refused"
            : cause.getClass().getSimpleName();
  }
}
