package org.daxlease.security;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.daxlease.coordination.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A caller that has shown who it is. */
final class CallerAuthentication extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1L;

  private final transient Caller caller;
  private final transient BooleanSupplier stillGood;

  /**
   * Says who calls.
   *
   * @param stillGood whether what it has shown is good at the moment of asking
   */
  CallerAuthentication(Caller caller, BooleanSupplier stillGood) {
    super(authorities(caller));
    this.caller = caller;
    this.stillGood = stillGood;
    setAuthenticated(true);
  }

  private static List<SimpleGrantedAuthority> authorities(Caller caller) {
    return caller.authority().labels().stream().map(SimpleGrantedAuthority::new).toList();
  }

  Caller caller() {
    return caller;
  }

  BooleanSupplier stillGood() {
    return stillGood;
  }

  @Override
  public String getPrincipal() {
    return caller.principal();
  }

  /** What it has shown is not kept. */
  @Override
  public String getCredentials() {
    return "";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
