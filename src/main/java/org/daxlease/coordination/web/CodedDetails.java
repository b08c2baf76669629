package org.daxlease.coordination.web;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.daxlease.protocol.Errno;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;

/**
 * Problems of other modules, which know Spring's {@link ErrorResponse} and not this package: with a
 * property {@code code} they become what {@link Problem} is, and keep their other properties.
 */
final class CodedDetails {

  private CodedDetails() {}

  static boolean hasCode(ProblemDetail detail) {
    Map<String, Object> properties = detail.getProperties();
    return properties != null && properties.get("code") instanceof String;
  }

  /** The code of one that has a code. */
  static Errno code(ProblemDetail detail) {
    return Errno.valueOf(
        String.valueOf(Objects.requireNonNull(detail.getProperties()).get("code")));
  }

  static ResponseEntity<Object> answer(ErrorResponse response, HttpHeaders headers, String path) {
    ProblemDetail detail = ProblemDetail.forStatus(response.getStatusCode());
    detail.setDetail(response.getBody().getDetail());
    detail.setInstance(URI.create(path));
    Map<String, Object> properties = response.getBody().getProperties();
    if (properties != null) {
      Errno code = code(response.getBody());
      detail.setType(URI.create(Problem.typeOf(code)));
      detail.setTitle(ErrnoMapping.title(code));
      properties.forEach(detail::setProperty);
    }
    return ResponseEntity.status(response.getStatusCode())
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(detail);
  }
}
