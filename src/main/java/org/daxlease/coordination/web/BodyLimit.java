package org.daxlease.coordination.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.daxlease.coordination.web.RequestBodyReader.Read;
import org.daxlease.coordination.web.json.FieldError;
import org.daxlease.protocol.Errno;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the body of every request that may have one, up to 1 MiB and not a byte more: a chunked
 * body does not say how long it is going to be. A body must come as it is: no content coding is
 * undone (RFC 9110, 8.4).
 */
@Component
class BodyLimit extends OncePerRequestFilter {

  static final int MOST_BYTES = 1024 * 1024;

  private static final String IDENTITY = "identity";

  private static final Set<String> BODILESS = Set.of("GET", "HEAD", "DELETE", "OPTIONS", "TRACE");

  private static final Logger log = LoggerFactory.getLogger(BodyLimit.class);

  private final ProblemWriter problems;
  private final RequestBodyBudget budget;
  private final LongSupplier nanoTime;

  @Autowired
  BodyLimit(ProblemWriter problems, RequestBodyBudget budget) {
    this(problems, budget, System::nanoTime);
  }

  BodyLimit(ProblemWriter problems, RequestBodyBudget budget, LongSupplier nanoTime) {
    this.problems = problems;
    this.budget = budget;
    this.nanoTime = nanoTime;
  }

  /** These methods take no body; one that is sent is left unread, and the server skips it. */
  private static boolean takesNone(HttpServletRequest request) {
    return BODILESS.contains(request.getMethod());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long announced = request.getContentLengthLong();
    if (announced > MOST_BYTES) {
      problems.write(request, response, tooLong());
      return;
    }
    if (takesNone(request)) {
      chain.doFilter(request, response);
      return;
    }
    // Only requests without a body go on after this has returned: long polls and streams.
    try (RequestBodyReader body = new RequestBodyReader(budget, nanoTime)) {
      switch (read(body, request, announced)) {
        case Read.Whole(byte[] bytes) -> pass(bytes, request, response, chain);
        case Read.TooLong() -> problems.write(request, response, tooLong());
        case Read.TooSlow() -> problems.write(request, response, tooSlow());
        case Read.NoRoom() -> problems.write(request, response, noRoom());
        case null -> problems.write(request, response, malformed());
      }
    }
  }

  private static @Nullable Read read(
      RequestBodyReader body, HttpServletRequest request, long announced) {
    try {
      return body.read(request.getInputStream(), announced);
    } catch (IOException e) {
      log.debug("{} {}: body not readable", request.getMethod(), request.getRequestURI(), e);
      return null;
    }
  }

  private void pass(
      byte[] body, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (body.length > 0 && isEncoded(request)) {
      response.setHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
      problems.write(request, response, encoded());
      return;
    }
    chain.doFilter(new BufferedRequest(request, body), response);
  }

  private static Problem malformed() {
    return Problem.of(Errno.EINVAL, "The body broke off or is malformed.");
  }

  private static Problem tooSlow() {
    return Problem.of(
        Errno.EINVAL,
        "The body must be sent within %d seconds."
            .formatted(RequestBodyReader.LONGEST.toSeconds()));
  }

  private static Problem noRoom() {
    return Problem.of(
            Errno.EBUSY,
            HttpStatus.SERVICE_UNAVAILABLE,
            "There is no room for the body beside those of other requests now.")
        .withRetrySoon();
  }

  private static Problem tooLong() {
    return Problem.of(
        Errno.EMSGSIZE, "The body must not be longer than %d bytes.".formatted(MOST_BYTES));
  }

  private static boolean isEncoded(HttpServletRequest request) {
    return Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)).stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .map(String::strip)
        .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase(IDENTITY));
  }

  private static Problem encoded() {
    var error = new FieldError(HttpHeaders.CONTENT_ENCODING, "must be identity, or absent");
    return Problem.of(
            Errno.EINVAL,
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "Content-Encoding must be identity, or absent.")
        .withErrors(List.of(error));
  }
}
