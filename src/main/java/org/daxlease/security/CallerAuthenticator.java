package org.daxlease.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.web.CallerResolver;
import org.daxlease.coordination.web.CredentialValidity;

/** How this service knows its callers: one for each {@link Mode}. */
sealed interface CallerAuthenticator extends CallerResolver, Principals
    permits OpenAuthenticator, BearerAuthenticator {

  /** Who makes this request, if it has said so: whether it had to is decided later. */
  Optional<Caller> known(HttpServletRequest request);

  /** See {@link CredentialValidity}. */
  BooleanSupplier stillGood(HttpServletRequest request);
}
