package org.daxlease.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** The token in the header Authorization, of which there is one: a proxy may look at another. */
final class SingleHeaderTokenConverter implements AuthenticationConverter {

  private final AuthenticationConverter tokens = new BearerTokenAuthenticationConverter();

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    if (Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION)).size() > 1) {
      throw new OAuth2AuthenticationException(
          BearerTokenErrors.invalidRequest("Found multiple headers"));
    }
    return tokens.convert(request);
  }
}
