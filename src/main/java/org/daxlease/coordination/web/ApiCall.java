package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.Outcome;
import org.daxlease.coordination.Precondition;
import org.daxlease.coordination.gathering.Gathering;
import org.daxlease.protocol.Errno;
import org.daxlease.protocol.Refusal;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * One request on its way to a command: who calls, under which conditions, and how the command's
 * outcome is answered. A parameter of this type may stand in any controller method.
 */
public class ApiCall {

  private static final Set<String> READS = Set.of("GET", "HEAD");

  private final HttpServletRequest request;
  private final Caller caller;
  private final CredentialValidity validity;
  private final IdempotentRequests idempotent;

  ApiCall(
      HttpServletRequest request,
      Caller caller,
      CredentialValidity validity,
      IdempotentRequests idempotent) {
    this.request = request;
    this.caller = caller;
    this.validity = validity;
    this.idempotent = idempotent;
  }

  /** Who calls. */
  public Caller caller() {
    return caller;
  }

  /** The condition that the client has set for what it wants changed. */
  Precondition precondition() {
    return EntityTags.condition(
        Collections.list(request.getHeaders(HttpHeaders.IF_MATCH)),
        Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH)));
  }

  /**
   * How what is found out later is answered, on any thread: with 200, or with 401 to whose
   * credentials are not good any more.
   */
  Function<Object, ResponseEntity<?>> later() {
    BooleanSupplier stillGood = validity.of(request);
    String path = request.getRequestURI();
    return value -> stillGood.getAsBoolean() ? ResponseEntity.ok(value) : unwelcome(path);
  }

  private static ResponseEntity<?> unwelcome(String path) {
    Problem problem =
        Problem.of(
            Errno.EACCES,
            HttpStatus.UNAUTHORIZED,
            "The token was revoked or has expired while you waited.");
    return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
        .headers(problem.headers())
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
        .body(problem.at(path));
  }

  /** Executes a POST: once for each {@code Idempotency-Key}, with the key's answer for the rest. */
  public ResponseEntity<?> once(Supplier<ResponseEntity<?>> command) {
    return idempotent.answer(request, caller(), command);
  }

  /** The same for what changes nothing, and holds up nobody while its answer is made. */
  ResponseEntity<?> onceSafe(Supplier<ResponseEntity<?>> question) {
    return idempotent.answerSafe(request, caller(), question);
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

  /**
   * The value with its entity tag: 201 with its place for what is new, 200 for what was there, 304
   * to whoever wants it only if it is not there.
   */
  <T> ResponseEntity<?> tagged(
      Outcome<T> outcome, Function<T, String> location, Function<T, String> tag) {
    return answer(
        outcome,
        done -> {
          T value = done.value();
          if (isOnlyIfAbsent()) {
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(tag.apply(value)).build();
          }
          var answer =
              done.created()
                  ? ResponseEntity.status(HttpStatus.CREATED)
                      .header(HttpHeaders.LOCATION, location.apply(value))
                  : ResponseEntity.ok();
          return answer.eTag(tag.apply(value)).body(value);
        });
  }

  /**
   * Whether something is read under a condition that whatever is there fails (RFC 9110, 13.1.2).
   */
  private boolean isOnlyIfAbsent() {
    String unwanted = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    return READS.contains(request.getMethod()) && unwanted != null && unwanted.strip().equals("*");
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
    return (refused.refusal() instanceof Refusal.PreconditionFailed
            ? problem.withStatus(HttpStatus.PRECONDITION_FAILED)
            : problem)
        .toResponse();
  }
}
