package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;

/**
 * How long what a caller has shown is good: for answers that last, such as streams and long polls.
 */
@FunctionalInterface
public interface CredentialValidity {

  /**
   * What says, at any later time and from any thread, whether the credentials of this request are
   * still good: not expired, not revoked, and giving what they gave. It answers at once.
   */
  BooleanSupplier of(HttpServletRequest request);
}
