package org.daxlease.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.daxlease.coordination.Caller;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Callers show a bearer token (RFC 6750). */
abstract non-sealed class BearerAuthenticator
    implements CallerAuthenticator, AuthenticationManager {

  /**
   * Whom a token lets in.
   *
   * @throws org.springframework.security.core.AuthenticationException if nobody
   */
  abstract CallerAuthentication admit(String token);

  @Override
  public Authentication authenticate(Authentication shown) {
    return admit(((BearerTokenAuthenticationToken) shown).getToken());
  }

  @Override
  public Caller of(HttpServletRequest request) {
    return authenticated().caller();
  }

  @Override
  public Optional<Caller> known(HttpServletRequest request) {
    return SecurityContextHolder.getContext().getAuthentication()
            instanceof CallerAuthentication authenticated
        ? Optional.of(authenticated.caller())
        : Optional.empty();
  }

  @Override
  public BooleanSupplier stillGood(HttpServletRequest request) {
    return authenticated().stillGood();
  }

  private static CallerAuthentication authenticated() {
    // Nobody gets here without; if somebody did, this would be the place to stop.
    if (SecurityContextHolder.getContext().getAuthentication()
        instanceof CallerAuthentication authenticated) {
      return authenticated;
    }
    throw new IllegalStateException("a request came through without a caller");
  }
}
