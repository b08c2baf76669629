package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import org.daxlease.coordination.Caller;

/** Knows who makes a request. */
@FunctionalInterface
public interface CallerResolver {

  /** Who makes this request, and what it may. */
  Caller of(HttpServletRequest request);
}
