package org.daxlease.stream;

import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The answers of this module that are none: problem documents (RFC 9457) with an errno code. */
final class Problems {

  private Problems() {}

  /** What is wrong with one parameter. */
  record FieldError(String field, String message) {}

  /** 400: the request cannot be understood. */
  static ErrorResponseException invalid(List<FieldError> errors) {
    String detail =
        errors.size() == 1
            ? errors.getFirst().field() + " " + errors.getFirst().message() + "."
            : errors.size() + " parameters are invalid.";
    ErrorResponseException problem = problem(HttpStatus.BAD_REQUEST, "EINVAL", detail);
    problem.getBody().setProperty("errors", errors);
    return problem;
  }

  /** 404: no such process. */
  static ErrorResponseException noSuchProcess(Object processId) {
    return problem(HttpStatus.NOT_FOUND, "ENOENT", "There is no process " + processId + ".");
  }

  /** 410: entries after the position have been trimmed. */
  static ErrorResponseException gone(long position, long oldest) {
    ErrorResponseException problem =
        problem(
            HttpStatus.GONE,
            "ESTALE",
            "The entries after position %d are gone; the oldest kept is %d."
                .formatted(position, oldest));
    problem.getBody().setProperty("oldest", Long.toString(oldest));
    return problem;
  }

  /** 403: signals of somebody else. */
  static ErrorResponseException notYours(Object processId) {
    return problem(HttpStatus.FORBIDDEN, "EACCES", "No process " + processId + " is yours.");
  }

  /** 429: as many streams as there may be. */
  static ErrorResponseException tooManyStreams() {
    ErrorResponseException problem =
        problem(HttpStatus.TOO_MANY_REQUESTS, "EDQUOT", "Too many streams are open.");
    problem.getBody().setProperty("retryAfterSeconds", 5);
    problem.getHeaders().set(HttpHeaders.RETRY_AFTER, "5");
    return problem;
  }

  /** 503: this replica takes no new streams. */
  static ErrorResponseException shuttingDown() {
    ErrorResponseException problem =
        problem(HttpStatus.SERVICE_UNAVAILABLE, "EBUSY", "the service is shutting down");
    problem.getBody().setProperty("retryAfterSeconds", 1);
    problem.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
    return problem;
  }

  private static ErrorResponseException problem(HttpStatus status, String code, String detail) {
    ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
    body.setProperty("code", code);
    return new ErrorResponseException(status, body, null);
  }
}
