package org.daxlease.stream;

import jakarta.servlet.http.HttpServletRequest;
import org.daxlease.coordination.web.CallerResolver;
import org.daxlease.coordination.web.CredentialValidity;
import org.springframework.stereotype.Component;

/** Knows who asks for events. */
@Component
class SubscriberResolver {

  private final CallerResolver callers;
  private final CredentialValidity validity;

  SubscriberResolver(CallerResolver callers, CredentialValidity validity) {
    this.callers = callers;
    this.validity = validity;
  }

  StreamSubscriber of(HttpServletRequest request) {
    return new StreamSubscriber(callers.of(request), validity.of(request));
  }
}
