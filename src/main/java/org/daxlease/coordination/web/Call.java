package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.function.Function;
import java.util.function.Supplier;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.IfMatch;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.gathering.Gathering;
import org.daxlease.protocol.Errno;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * One request on its way to a command: who calls, under which conditions, and how the command's
 * outcome is answered. A parameter of this type may stand in any controller method.
 */
public class Call {

  private final HttpServletRequest request;
  private final Caller caller;
  private final IdempotentRequests idempotent;

  Call(HttpServletRequest request, Caller caller, IdempotentRequests idempotent) {
    this.request = request;
    this.caller = caller;
    this.idempotent = idempotent;
  }

  /** Who calls. */
  public Caller caller() {
    return caller;
  }

  /** The condition that the client has set for what it wants changed. */
  IfMatch ifMatch() {
    return EntityTags.condition(Collections.list(request.getHeaders(HttpHeaders.IF_MATCH)));
  }

  /** Executes a POST: once for each {@code Idempotency-Key}, with the key's answer for the rest. */
  public ResponseEntity<?> once(Supplier<ResponseEntity<?>> command) {
    return idempotent.answer(request, caller(), command);
  }

  /** The same for commands that are gathered with those of others. */
  <T> ResponseEntity<?> once(Gathering<T> gathering, Function<T, ResponseEntity<?>> shown) {
    return idempotent.answer(request, caller(), gathering, shown);
  }

  /** 201 for what the command has made, 200 for what was there, both with its place. */
  public <T> ResponseEntity<?> created(Outcome<T> outcome, Function<T, String> location) {
    return answer(
        outcome,
        done ->
            ResponseEntity.status(done.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .header(HttpHeaders.LOCATION, location.apply(done.value()))
                .body(done.value()));
  }

  /** 200 with the command's value. */
  public <T> ResponseEntity<?> ok(Outcome<T> outcome) {
    return answer(outcome, done -> ResponseEntity.ok(done.value()));
  }

  /** 204 for a command whose value nobody needs. */
  public <T> ResponseEntity<?> noContent(Outcome<T> outcome) {
    return answer(outcome, _ -> ResponseEntity.noContent().build());
  }

  /** The answer to a command that was carried out, or the problem document of its refusal. */
  public <T> ResponseEntity<?> answer(
      Outcome<T> outcome, Function<Outcome.Done<T>, ResponseEntity<?>> whenDone) {
    return switch (outcome) {
      case Outcome.Done<T> done -> whenDone.apply(done);
      case Outcome.Refused<T> refused -> refused(refused);
    };
  }

  private ResponseEntity<?> refused(Outcome.Refused<?> refused) {
    Problem problem = Problem.of(refused).at(request.getRequestURI());
    // RFC 9110, 13.1.1: a condition that the client itself has set.
    boolean failedCondition =
        problem.code() == Errno.ESTALE && !(ifMatch() instanceof IfMatch.NoCondition);
    return (failedCondition ? problem.withStatus(HttpStatus.PRECONDITION_FAILED) : problem)
        .toResponse();
  }
}
