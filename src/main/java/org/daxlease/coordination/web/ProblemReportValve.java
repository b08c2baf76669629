package org.daxlease.coordination.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.daxlease.protocol.Errno;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Answers what Tomcat refuses before any filter sees it with a problem document, not a page. */
class ProblemReportValve extends ErrorReportValve {

  /** A place in Tomcat's request object that outlives the request, beyond those Tomcat uses. */
  private static final int HEADLESS = 17;

  private final JsonMapper json;
  private final ProblemCounter problemCounter;

  ProblemReportValve(JsonMapper json, ProblemCounter problemCounter) {
    this.json = json;
    this.problemCounter = problemCounter;
  }

  /**
   * Refuses HTTP/0.9. Tomcat answers it without a head, and goes on doing so on a recycled
   * processor until that has seen a well-formed request.
   */
  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    boolean versionless = isVersionless(request);
    boolean wellFormed = response.getStatus() < 400;
    if (versionless || wellFormed) {
      request.getCoyoteRequest().setNote(HEADLESS, versionless ? true : null);
    }
    if (versionless && wellFormed) {
      response.sendError(HttpStatus.BAD_REQUEST.value());
      response.setSuspended(false);
      report(request, response, null);
    } else {
      super.invoke(request, response);
    }
  }

  private static boolean isVersionless(Request request) {
    String protocol = request.getProtocol();
    return protocol == null || protocol.isEmpty();
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    if (response.getStatus() < 400
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    Problem problem = problem(response.getStatus());
    problemCounter.count(problem);
    response.setStatus(problem.status());
    problem.headers().forEach((name, values) -> response.setHeader(name, values.getFirst()));
    byte[] body = json.writeValueAsBytes(problem);
    try {
      if (request.getCoyoteRequest().getNote(HEADLESS) != null && isHeadless(response)) {
        response.getOutputStream().write(head(problem, body.length));
      }
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      container.getLogger().debug("Nobody is left to read the problem document", e);
    }
  }

  /** Sends the head, if one is sent: Tomcat then dates it. */
  private static boolean isHeadless(Response response) throws IOException {
    response.flushBuffer();
    return response.getCoyoteResponse().getMimeHeaders().getHeader("Date") == null;
  }

  private static byte[] head(Problem problem, int length) {
    return """
    HTTP/1.1 %d \r
    Content-Type: %s\r
    Content-Length: %d\r
    Connection: close\r
    \r
    """
        .formatted(problem.status(), MediaType.APPLICATION_PROBLEM_JSON_VALUE, length)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static Problem problem(int status) {
    return switch (status) {
      // Transfer codings and HTTP versions that do not exist are the client's mistake, too.
      case 400, 414, 417, 431, 501, 505 ->
          Problem.of(
              Errno.EINVAL,
              HttpStatus.BAD_REQUEST,
              "The request line or a header is malformed, too long or has a character that is not"
                  + " allowed there, such as an encoded slash or NUL in the path.");
      default -> Problem.of(HttpStatusCode.valueOf(status), "The server refused the request.");
    };
  }
}
