package org.daxlease.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.daxlease.coordination.web.Problem;
import org.daxlease.coordination.web.ProblemWriter;
import org.daxlease.protocol.Errno;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;

/** Refuses pages of other origins with a problem document in place of Spring's line of text. */
final class CorsRefusals extends DefaultCorsProcessor {

  private final ProblemWriter problems;

  CorsRefusals(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  public boolean processRequest(
      @Nullable CorsConfiguration allowed, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean goesOn = super.processRequest(allowed, request, response);
    if (!goesOn) {
      problems.write(
          request,
          response,
          Problem.of(
              Errno.EACCES,
              HttpStatus.FORBIDDEN,
              "Pages of this origin may not ask for this; daxlease.security.cors.allowed-origins"
                  + " has those that may, with the methods and headers of this API."));
    }
    return goesOn;
  }

  /** Says nothing yet: who asked is known outside. */
  @Override
  protected void rejectRequest(ServerHttpResponse response) {}
}
