package org.daxlease.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;
import org.daxlease.coordination.web.Callers;
import org.daxlease.coordination.web.Credentials;

/** How this service knows its callers: one for each {@link Mode}. */
sealed interface Entrance extends Callers, Principals permits OpenEntrance, BearerEntrance {

  /** See {@link Credentials}. */
  BooleanSupplier stillGood(HttpServletRequest request);
}
