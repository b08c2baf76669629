package org.daxlease.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.daxlease.coordination.web.Problem;
import org.daxlease.coordination.web.ProblemWriter;
import org.daxlease.protocol.Errno;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** What those hear who are not let in: problem documents, as from everywhere else. */
final class SecurityProblems
    implements AuthenticationEntryPoint,
        AuthenticationFailureHandler,
        AccessDeniedHandler,
        RequestRejectedHandler {

  private static final Logger log = LoggerFactory.getLogger(SecurityProblems.class);

  private final ProblemWriter problems;

  SecurityProblems(ProblemWriter problems) {
    this.problems = problems;
  }

  /** 401: no credentials, or something in their place that cannot even be read. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    if (failure instanceof OAuth2AuthenticationException) {
      onAuthenticationFailure(request, response, failure);
      return;
    }
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    problems.write(
        request,
        response,
        Problem.of(
            Errno.EACCES,
            HttpStatus.UNAUTHORIZED,
            "Say who you are: Authorization: Bearer and a token."));
  }

  /** Credentials that are none, or cannot be looked at now. */
  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    log.debug("{} {}: not let in", request.getMethod(), request.getRequestURI(), failure);
    switch (failure) {
      case AuthenticationServiceException service -> {
        log.warn(
            "Tokens cannot be checked: {}",
            NestedExceptionUtils.getMostSpecificCause(service).toString());
        problems.write(
            request,
            response,
            Problem.of(
                    Errno.EBUSY,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "The keys of the tokens' issuer cannot be had now.")
                .withRetrySoon());
      }
      case OAuth2AuthenticationException oauth
          when oauth.getError() instanceof BearerTokenError error
              && error.getHttpStatus() == HttpStatus.BAD_REQUEST -> {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_request\"");
        problems.write(
            request,
            response,
            Problem.of(Errno.EINVAL, "The request must have one bearer token, in its header."));
      }
      default -> {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        problems.write(
            request,
            response,
            Problem.of(
                Errno.EACCES,
                HttpStatus.UNAUTHORIZED,
                "The token is unknown, expired, revoked or not meant for this service."));
      }
    }
  }

  /** 403, or what there is instead of an endpoint. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
      throws IOException {
    Problem problem =
        denied instanceof AuthorizationDeniedException known
                && known.getAuthorizationResult() instanceof EndpointAuthorization.Decision decision
            ? problem(decision, response)
            : forbidden();
    problems.write(request, response, problem);
  }

  private static Problem problem(
      EndpointAuthorization.Decision decision, HttpServletResponse response) {
    return switch (decision) {
      case EndpointAuthorization.Decision.NoSuchPath() -> Problem.nothingHere();
      case EndpointAuthorization.Decision.NoSuchMethod(var allowed) -> {
        response.setHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
        yield Problem.of(
            Errno.EINVAL,
            HttpStatus.METHOD_NOT_ALLOWED,
            "This path takes " + String.join(" or ", allowed) + ".");
      }
      case EndpointAuthorization.Decision.Forbidden() -> forbidden();
      case EndpointAuthorization.Decision.Granted() -> forbidden();
    };
  }

  private static Problem forbidden() {
    return Problem.of(Errno.EACCES, "This takes a role that you do not have.");
  }

  /** 400: a path that means one thing to one and another to the next. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException rejected)
      throws IOException {
    log.debug("A request was rejected", rejected);
    problems.write(
        request,
        response,
        Problem.of(
            Errno.EINVAL,
            "The path has a character or a sequence that is not allowed there, such as //, ;, or"
                + " an encoded slash, percent sign or NUL."));
  }
}
