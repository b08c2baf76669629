package org.daxlease.stream;

import jakarta.servlet.http.HttpServletRequest;
import org.daxlease.coordination.web.Callers;
import org.daxlease.coordination.web.Credentials;
import org.springframework.stereotype.Component;

/** Knows who asks for events. */
@Component
class Audience {

  private final Callers callers;
  private final Credentials credentials;

  Audience(Callers callers, Credentials credentials) {
    this.callers = callers;
    this.credentials = credentials;
  }

  Reader of(HttpServletRequest request) {
    return new Reader(callers.of(request), credentials.of(request));
  }
}
