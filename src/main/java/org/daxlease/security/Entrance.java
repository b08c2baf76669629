package org.daxlease.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.web.Callers;
import org.daxlease.coordination.web.Validity;

/** How this service knows its callers: one for each {@link Mode}. */
sealed interface Entrance extends Callers, Principals permits OpenEntrance, BearerEntrance {

  /** Who makes this request, if it has said so: whether it had to is decided later. */
  Optional<Caller> known(HttpServletRequest request);

  /** See {@link Validity}. */
  BooleanSupplier stillGood(HttpServletRequest request);
}
