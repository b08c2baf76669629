package org.daxlease.client;

import java.io.IOException;
import java.io.Serial;

/**
 * The service was not asked, as there is nothing to say who asks. To whoever waits for the service
 * that is the same as a service that is away: the credentials may come back, too.
 */
public final class NoCredentialsException extends UnreachableException {

  @Serial private static final long serialVersionUID = 1L;

  NoCredentialsException(String message, IOException cause) {
    super(message, cause);
  }
}
