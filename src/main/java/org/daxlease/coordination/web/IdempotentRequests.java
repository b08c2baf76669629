package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.daxlease.coordination.Caller;
import org.daxlease.coordination.gathering.Gathering;
import org.daxlease.coordination.idempotency.IdempotencyKey;
import org.daxlease.coordination.idempotency.IdempotentCommands;
import org.daxlease.coordination.idempotency.IdempotentResult;
import org.daxlease.coordination.idempotency.KeyedRequest;
import org.daxlease.coordination.idempotency.StoredResponse;
import org.daxlease.coordination.web.json.FieldError;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.daxlease.protocol.Errno;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers POST requests under the rules of {@code Idempotency-Key}. */
@Component
class IdempotentRequests {

  private static final String HEADER = "Idempotency-Key";
  private static final Pattern KEY = Pattern.compile("[ -~]{1,255}");

  private final IdempotentCommands commands;
  private final JsonMapper json;

  IdempotentRequests(IdempotentCommands commands, JsonMapper json) {
    this.commands = commands;
    this.json = json;
  }

  /** Executes the command, or gives the answer that the request's key already has. */
  ResponseEntity<?> answer(
      HttpServletRequest request, Caller caller, Supplier<ResponseEntity<?>> command) {
    return answer(request, caller, command, commands::execute);
  }

  /** The same for what changes nothing. */
  ResponseEntity<?> answerSafe(
      HttpServletRequest request, Caller caller, Supplier<ResponseEntity<?>> command) {
    return answer(request, caller, command, commands::executeSafe);
  }

  private ResponseEntity<?> answer(
      HttpServletRequest request,
      Caller caller,
      Supplier<ResponseEntity<?>> command,
      BiFunction<IdempotencyKey, Supplier<StoredResponse>, IdempotentResult> how) {
    Optional<IdempotencyKey> key = key(request, caller);
    if (key.isEmpty()) {
      return command.get();
    }
    AtomicReference<ResponseEntity<?>> fresh = new AtomicReference<>();
    return answer(request, how.apply(key.get(), () -> stored(command.get(), fresh)), fresh);
  }

  /** The same for commands that are gathered with those of others. */
  <T> ResponseEntity<?> answer(
      HttpServletRequest request,
      Caller caller,
      Gathering<T> gathering,
      Function<T, ResponseEntity<?>> shown) {
    Optional<IdempotencyKey> key = key(request, caller);
    if (key.isEmpty()) {
      return shown.apply(gathering.carryOut());
    }
    AtomicReference<ResponseEntity<?>> fresh = new AtomicReference<>();
    KeyedRequest<T> keyed =
        new KeyedRequest<>(key.get(), result -> stored(shown.apply(result), fresh));
    return answer(
        request, commands.executeAmongOthers(key.get(), () -> gathering.carryOut(keyed)), fresh);
  }

  /** The fresh answer may have headers that are never stored, such as Retry-After. */
  private static ResponseEntity<?> answer(
      HttpServletRequest request,
      IdempotentResult result,
      AtomicReference<ResponseEntity<?>> fresh) {
    return switch (result) {
      case IdempotentResult.Executed _ -> fresh.get();
      case IdempotentResult.Replayed(StoredResponse answer) -> replayed(answer);
      case IdempotentResult.StillRunning _ -> stillRunning(request);
      case IdempotentResult.OtherBody _ -> otherBody(request);
    };
  }

  private static Optional<IdempotencyKey> key(HttpServletRequest request, Caller caller) {
    return key(request)
        .map(key ->
            IdempotencyKey.of(
                caller.principal(),
                request.getMethod(),
                request.getRequestURI(),
                key,
                BufferedRequest.bodyOf(request)));
  }

  private static Optional<String> key(HttpServletRequest request) {
    List<String> values = Collections.list(request.getHeaders(HEADER));
    if (values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1 || !KEY.matcher(values.getFirst()).matches()) {
      throw new InvalidFieldsException(HEADER, "must be 1 to 255 printable ASCII characters, once");
    }
    return Optional.of(values.getFirst());
  }

  private StoredResponse stored(
      ResponseEntity<?> answer, AtomicReference<ResponseEntity<?>> fresh) {
    fresh.set(answer);
    HttpHeaders headers = answer.getHeaders();
    Object body = answer.getBody();
    return new StoredResponse(
        answer.getStatusCode().value(),
        headers.getFirst(HttpHeaders.LOCATION),
        headers.getETag(),
        body == null ? null : json.writeValueAsString(body));
  }

  private static ResponseEntity<?> replayed(StoredResponse answer) {
    ResponseEntity.BodyBuilder builder = ResponseEntity.status(answer.status());
    if (answer.location() != null) {
      builder.header(HttpHeaders.LOCATION, answer.location());
    }
    if (answer.etag() != null) {
      builder.eTag(answer.etag());
    }
    return answer.body() == null
        ? builder.build()
        : builder.contentType(contentType(answer.status())).body(utf8(answer.body()));
  }

  private static MediaType contentType(int status) {
    return status < HttpStatus.BAD_REQUEST.value()
        ? MediaType.APPLICATION_JSON
        : MediaType.APPLICATION_PROBLEM_JSON;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ResponseEntity<?> stillRunning(HttpServletRequest request) {
    return Problem.of(Errno.EALREADY, "The first request with this key has no answer yet.")
        .withRetrySoon()
        .at(request.getRequestURI())
        .toResponse();
  }

  private static ResponseEntity<?> otherBody(HttpServletRequest request) {
    return Problem.of(
            Errno.EINVAL,
            HttpStatus.UNPROCESSABLE_CONTENT,
            "This key belongs to a request with another body.")
        .withErrors(List.of(new FieldError(HEADER, "must be a new one for another body")))
        .at(request.getRequestURI())
        .toResponse();
  }
}
