package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends what nearly every controller method answers, a record as JSON, or nothing, as Spring MVC
 * would: to find out each time anew who can write what, and in which form, costs it more than to
 * write it. All that needs more thought is left to it.
 */
final class RecordReturnValueHandler implements HandlerMethodReturnValueHandler {

  private static final Set<MediaType> JSON = Set.of(MediaType.APPLICATION_JSON);

  /** Headers that are sent as they are: those of caches, for one, depend on the request. */
  private static final List<String> PLAIN =
      List.of(HttpHeaders.LOCATION, HttpHeaders.CONTENT_TYPE, HttpHeaders.RETRY_AFTER);

  private final HandlerMethodReturnValueHandler others;
  private final ObjectWriter json;
  private final ProblemCounter problemCounter;

  RecordReturnValueHandler(
      HandlerMethodReturnValueHandler others, JsonMapper json, ProblemCounter problemCounter) {
    this.others = others;
    this.json = json.writer();
    this.problemCounter = problemCounter;
  }

  /** What is not sent here is passed on. */
  @Override
  public boolean supportsReturnType(MethodParameter type) {
    return true;
  }

  @Override
  public void handleReturnValue(
      @Nullable Object value,
      MethodParameter type,
      ModelAndViewContainer container,
      NativeWebRequest exchange)
      throws Exception {
    var request = Objects.requireNonNull(exchange.getNativeRequest(HttpServletRequest.class));
    var response = Objects.requireNonNull(exchange.getNativeResponse(HttpServletResponse.class));
    if (!(value instanceof ResponseEntity<?> answer) || !isPlain(answer.getHeaders())) {
      others.handleReturnValue(value, type, container, exchange);
    } else if (answer.getBody() instanceof Record body && isJson(request) && !isFile(request)) {
      container.setRequestHandled(true);
      problemCounter.countIn(body);
      begin(answer, response);
      write(body, response);
    } else if (answer.getBody() == null && answer.getStatusCode() == HttpStatus.NO_CONTENT) {
      container.setRequestHandled(true);
      begin(answer, response);
    } else {
      others.handleReturnValue(value, type, container, exchange);
    }
  }

  private static boolean isPlain(HttpHeaders headers) {
    int others = headers.size();
    for (String name : PLAIN) {
      if (others > 0 && headers.getFirst(name) != null) {
        others--;
      }
    }
    return others == 0;
  }

  /** Whether the method answers in nothing but JSON: then the client accepts that, too. */
  private static boolean isJson(HttpServletRequest request) {
    return JSON.equals(request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE));
  }

  /** Whether a browser might take the path for that of a file, which Spring MVC prevents. */
  private static boolean isFile(HttpServletRequest request) {
    String path = request.getRequestURI();
    int name = path.lastIndexOf('/') + 1;
    return path.indexOf('.', name) >= 0 || path.indexOf('%', name) >= 0;
  }

  private static void begin(ResponseEntity<?> answer, HttpServletResponse response) {
    for (String name : PLAIN) {
      String value = answer.getHeaders().getFirst(name);
      if (value != null) {
        response.setHeader(name, value);
      }
    }
    response.setStatus(answer.getStatusCode().value());
  }

  private void write(Record body, HttpServletResponse response) throws IOException {
    if (response.getContentType() == null) {
      response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    }
    ContentLengthOutputStream held =
        new ContentLengthOutputStream() {
          @Override
          void hasLength(int bytes) {
            response.setContentLength(bytes);
          }

          @Override
          OutputStream opened() throws IOException {
            return response.getOutputStream();
          }
        };
    try {
      json.writeValue(held, body);
    } catch (JacksonException e) {
      throw new HttpMessageNotWritableException(
          "Could not write JSON: " + e.getOriginalMessage(), e);
    }
    held.end();
    response.flushBuffer();
  }
}
