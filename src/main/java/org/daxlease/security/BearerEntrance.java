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
abstract non-sealed class BearerEntrance implements Entrance, AuthenticationManager {

  /**
   * Whom a token lets in.
   *
   * @throws org.springframework.security.core.AuthenticationException if nobody
   */
  abstract Visitor admit(String token);

  @Override
  public Authentication authenticate(Authentication shown) {
    return admit(((BearerTokenAuthenticationToken) shown).getToken());
  }

  @Override
  public Caller of(HttpServletRequest request) {
    return visitor().caller();
  }

  @Override
  public Optional<Caller> known(HttpServletRequest request) {
    return SecurityContextHolder.getContext().getAuthentication() instanceof Visitor visitor
        ? Optional.of(visitor.caller())
        : Optional.empty();
  }

  @Override
  public BooleanSupplier stillGood(HttpServletRequest request) {
    return visitor().stillGood();
  }

  private static Visitor visitor() {
    // Nobody gets here without; if somebody did, this would be the place to stop.
    if (SecurityContextHolder.getContext().getAuthentication() instanceof Visitor visitor) {
      return visitor;
    }
    throw new IllegalStateException("a request came through without a caller");
  }
}
