package org.daxlease.coordination.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.daxlease.coordination.web.json.FieldError;
import org.daxlease.protocol.Errno;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the body of every request, up to 1 MiB and not a byte more: a chunked body does not say how
 * long it is going to be. A body must come as it is: no content coding is undone (RFC 9110, 8.4).
 */
@Component
class BodyLimit extends OncePerRequestFilter {

  static final int MOST_BYTES = 1024 * 1024;

  private static final String IDENTITY = "identity";

  private static final Logger log = LoggerFactory.getLogger(BodyLimit.class);

  private final ProblemWriter problems;

  BodyLimit(ProblemWriter problems) {
    this.problems = problems;
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
    byte[] body;
    try {
      body = request.getInputStream().readNBytes(announced < 0 ? MOST_BYTES + 1 : (int) announced);
    } catch (IOException e) {
      log.debug("{} {}: body not readable", request.getMethod(), request.getRequestURI(), e);
      problems.write(
          request, response, Problem.of(Errno.EINVAL, "The body broke off or is malformed."));
      return;
    }
    if (body.length > MOST_BYTES) {
      problems.write(request, response, tooLong());
      return;
    }
    if (body.length > 0 && isEncoded(request)) {
      response.setHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
      problems.write(request, response, encoded());
      return;
    }
    chain.doFilter(new BufferedRequest(request, body), response);
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
