package org.daxlease.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.daxlease.coordination.Caller;

/** Mode {@code none}: nobody has to say who they are, and everybody may do everything. */
final class OpenAuthenticator implements CallerAuthenticator {

  @Override
  public Caller of(HttpServletRequest request) {
    return Caller.ANONYMOUS;
  }

  @Override
  public Optional<Caller> known(HttpServletRequest request) {
    return Optional.of(Caller.ANONYMOUS);
  }

  @Override
  public BooleanSupplier stillGood(HttpServletRequest request) {
    return () -> true;
  }

  @Override
  public Caller now(Caller then) {
    return Caller.ANONYMOUS;
  }
}
