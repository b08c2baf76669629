package org.daxlease.coordination.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.daxlease.coordination.BlockerView;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.web.json.FieldError;
import org.daxlease.protocol.Errno;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * A problem document (RFC 9457): the only form in which this API says no.
 *
 * @param type {@code urn:daxlease:problem:} and the code in lower case
 * @param code the errno name, which is what programs should look at
 * @param instance the path that was asked for
 * @param errors the fields that are at fault
 * @param blockers who is in the way
 * @param retryAfterSeconds when it makes sense to ask again; also the {@code Retry-After} header
 * @param operationId the operation that was recorded as REFUSED
 * @param oldest the first position that is still kept, where an earlier one was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    @Nullable String instance,
    Errno code,
    @Nullable List<FieldError> errors,
    @Nullable List<BlockerView> blockers,
    @Nullable Long retryAfterSeconds,
    @Nullable UUID operationId,
    @Nullable String oldest) {

  static final String FAILED = "The service failed; its log says why.";

  /** A problem with the usual status of its code. */
  public static Problem of(Errno code, String detail) {
    return of(code, ErrnoMapping.status(code), detail);
  }

  /** A problem whose status the situation decides. */
  public static Problem of(Errno code, HttpStatusCode status, String detail) {
    return new Problem(
        typeOf(code),
        ErrnoMapping.title(code),
        status.value(),
        detail,
        null,
        code,
        null,
        null,
        null,
        null,
        null);
  }

  /** A problem whose status somebody else chose: Spring MVC, a filter, the server. */
  static Problem of(HttpStatusCode status, String detail) {
    Problem problem = of(ErrnoMapping.code(status), status, detail);
    return status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE) ? problem.withRetrySoon() : problem;
  }

  /** 404 where nothing is served at all. */
  public static Problem nothingHere() {
    return of(Errno.ENOENT, "There is nothing at this path.");
  }

  /** 500: nothing that a client could mend. */
  static Problem internalError() {
    return of(Errno.EIO, FAILED);
  }

  private static String typeOf(Errno code) {
    return "urn:daxlease:problem:" + code.name().toLowerCase(Locale.ROOT);
  }

  /** A request with wrong fields; the detail repeats the first of them. */
  static Problem of(List<FieldError> errors) {
    FieldError first = errors.getFirst();
    String more = errors.size() > 1 ? " (and %d more)".formatted(errors.size() - 1) : "";
    return of(Errno.EINVAL, "%s %s%s.".formatted(first.field(), first.message(), more))
        .withErrors(errors);
  }

  /** A command that was refused. */
  static Problem of(Outcome.Refused<?> refused) {
    Refusal refusal = refused.refusal();
    if (refusal instanceof Refusal.InvalidField(String field, String message)) {
      return of(List.of(new FieldError(field, message)));
    }
    Problem problem =
        of(refusal.code(), refusal.detail())
            .with(
                refused.blockers().isEmpty() ? null : refused.blockers(),
                refused.operationId(),
                null);
    Problem named =
        refusal
            .field()
            .map(field -> problem.withErrors(List.of(new FieldError(field, refusal.detail()))))
            .orElse(problem);
    return refusal.retryAfter().map(named::withRetryAfter).orElse(named);
  }

  /** This problem at a path. */
  Problem at(String path) {
    return copy(status, path, errors, retryAfterSeconds);
  }

  Problem withStatus(HttpStatusCode other) {
    return copy(other.value(), instance, errors, retryAfterSeconds);
  }

  Problem withErrors(List<FieldError> fields) {
    return copy(status, instance, fields, retryAfterSeconds);
  }

  /** Asks the client to wait: whole seconds, rounded up, at least one. */
  public Problem withRetryAfter(Duration wait) {
    return copy(status, instance, errors, Math.max(1, wait.plusMillis(999).toSeconds()));
  }

  /** Asks the client to wait for a second: for what passes by itself. */
  public Problem withRetrySoon() {
    return withRetryAfter(Duration.ofSeconds(1));
  }

  private Problem copy(
      int otherStatus,
      @Nullable String path,
      @Nullable List<FieldError> fields,
      @Nullable Long retryAfter) {
    return new Problem(
        type,
        title,
        otherStatus,
        detail,
        path,
        code,
        fields,
        blockers,
        retryAfter,
        operationId,
        oldest);
  }

  /** Names the first position of the journal that is still kept. */
  public Problem withOldest(long position) {
    return with(blockers, operationId, Long.toString(position));
  }

  private Problem with(
      @Nullable List<BlockerView> views, @Nullable UUID operation, @Nullable String kept) {
    return new Problem(
        type,
        title,
        status,
        detail,
        instance,
        code,
        errors,
        views,
        retryAfterSeconds,
        operation,
        kept);
  }

  /** The headers that go with this document. */
  @JsonIgnore
  HttpHeaders headers() {
    HttpHeaders headers = new HttpHeaders();
    // Fixed here, so that no Accept header can ask for an error in another form.
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (retryAfterSeconds != null) {
      headers.set(HttpHeaders.RETRY_AFTER, retryAfterSeconds.toString());
    }
    return headers;
  }

  /** This document as an answer. */
  public ResponseEntity<Problem> toResponse() {
    return ResponseEntity.status(status).headers(headers()).body(this);
  }
}
