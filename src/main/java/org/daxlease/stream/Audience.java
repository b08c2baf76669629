package org.daxlease.stream;

import jakarta.servlet.http.HttpServletRequest;
import org.daxlease.coordination.web.Callers;
import org.daxlease.coordination.web.Validity;
import org.springframework.stereotype.Component;

/** Knows who asks for events. */
@Component
class Audience {

  private final Callers callers;
  private final Validity validity;

  Audience(Callers callers, Validity validity) {
    this.callers = callers;
    this.validity = validity;
  }

  Reader of(HttpServletRequest request) {
    return new Reader(callers.of(request), validity.of(request));
  }
}
