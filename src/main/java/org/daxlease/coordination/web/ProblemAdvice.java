package org.daxlease.coordination.web;

import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.daxlease.coordination.BusyException;
import org.daxlease.coordination.CommitOutcome;
import org.daxlease.coordination.TransientFailures;
import org.daxlease.coordination.web.json.FieldError;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.daxlease.protocol.Errno;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns every exception that leaves a controller into a problem document. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  @Nullable ResponseEntity<Object> handleInvalidFields(
      InvalidFieldsException ex, WebRequest request) {
    return answer(Problem.of(ex.errors()), new HttpHeaders(), request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> handleRefused(RefusedException ex, WebRequest request) {
    return answer(ex.problem(), new HttpHeaders(), request);
  }

  /** Tomcat decodes the query when the first parameter is asked for. */
  @ExceptionHandler
  @Nullable ResponseEntity<Object> handleUndecodableQuery(
      InvalidParameterException ex, WebRequest request) {
    List<FieldError> errors =
        List.of(
            new FieldError("query", "must be percent-encoded UTF-8 of at most 1000 parameters"));
    return answer(Problem.of(errors), new HttpHeaders(), request);
  }

  /** Counted, and not logged one by one: {@code daxlease.refusals} and the meters of gathering. */
  @ExceptionHandler
  @Nullable ResponseEntity<Object> handleBusy(BusyException ex, WebRequest request) {
    return answer(
        Problem.of(
                Errno.EBUSY,
                HttpStatus.SERVICE_UNAVAILABLE,
                "More commands wait than can be carried out soon; nothing was done.")
            .withRetrySoon(),
        new HttpHeaders(),
        request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> handleUnforeseen(Exception ex, WebRequest request) {
    if (TransientFailures.isTransient(ex)) {
      // In one line: while the database is away, every request comes to this.
      log.warn(
          "{}: the database refused for now: {}",
          describe(request),
          TransientFailures.inOneLine(ex));
      log.debug("{}: the database refused for now", describe(request), ex);
      return answer(
          Problem.of(Errno.EBUSY, HttpStatus.SERVICE_UNAVAILABLE, outcome(ex)).withRetrySoon(),
          new HttpHeaders(),
          request);
    }
    // After the database, whose broken connections look the same from here.
    if (isGone(ex, request)) {
      return null;
    }
    log.error("{} failed", describe(request), ex);
    return answer(Problem.internalError(), new HttpHeaders(), request);
  }

  /** Whether the client went before it had its answer, also while that was made JSON of. */
  private static boolean isGone(Exception ex, WebRequest request) {
    boolean gone = DisconnectedClientHelper.isClientDisconnectedException(ex);
    if (gone) {
      log.debug("{}: the client has gone", describe(request));
    }
    return gone;
  }

  /**
   * A method that is not allowed is the client's mistake: not worth the warning it gets by default.
   */
  @Override
  protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
      HttpRequestMethodNotSupportedException ex,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return handleExceptionInternal(ex, null, headers, status, request);
  }

  /** Where all exceptions of Spring MVC itself arrive. */
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception ex,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (isGone(ex, request)) {
      return null;
    }
    if (status.is5xxServerError() && status.value() != HttpStatus.SERVICE_UNAVAILABLE.value()) {
      log.error("{} failed", describe(request), ex);
      return answer(Problem.internalError(), headers, request);
    }
    log.debug("{}: {}", describe(request), ex.getMessage());
    return answer(MvcProblems.of(ex, status), headers, request);
  }

  private static String outcome(Exception failure) {
    return CommitOutcome.isUnknown(failure)
        ? "The database did not say whether it carried the request out. Look, or repeat it with the"
            + " same Idempotency-Key."
        : "The database cannot take this request now.";
  }

  private static @Nullable ResponseEntity<Object> answer(
      Problem problem, HttpHeaders headers, WebRequest request) {
    ServletWebRequest exchange = (ServletWebRequest) request;
    if (exchange.getResponse() != null && exchange.getResponse().isCommitted()) {
      return null;
    }
    Problem placed = problem.at(pathOf(request));
    return ResponseEntity.status(placed.status())
        .headers(headers)
        .headers(placed.headers())
        .body(placed);
  }

  private static String describe(WebRequest request) {
    return ((ServletWebRequest) request).getRequest().getMethod() + " " + pathOf(request);
  }

  private static String pathOf(WebRequest request) {
    return ((ServletWebRequest) request).getRequest().getRequestURI();
  }
}
