package org.daxlease.coordination.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.daxlease.protocol.Errno;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.MethodParameter;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.accept.ContentNegotiationManager;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.HttpEntityMethodProcessor;
import tools.jackson.databind.json.JsonMapper;

/** What is sent without Spring MVC is what it would have sent; the rest it sends. */
class RecordReturnValueHandlerTest {

  record Thing(String name, @Nullable Long size) {}

  record Broken() {
    @SuppressWarnings("unused")
    public String getName() {
      throw new IllegalStateException("no name");
    }
  }

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Thing THING = new Thing("prüf, 検査 & 🔒", null);

  private final ProblemCounter problemCounter = new ProblemCounter();
  private final Others others = new Others();
  private final RecordReturnValueHandler answers =
      new RecordReturnValueHandler(others, JSON, problemCounter);
  private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/v1/pins/7");
  private final MockHttpServletResponse response = new MockHttpServletResponse();

  private static final class Others implements HandlerMethodReturnValueHandler {

    final List<@Nullable Object> given = new ArrayList<>();

    @Override
    public boolean supportsReturnType(MethodParameter type) {
      return false;
    }

    @Override
    public void handleReturnValue(
        @Nullable Object value,
        MethodParameter type,
        ModelAndViewContainer container,
        NativeWebRequest exchange) {
      given.add(value);
    }
  }

  RecordReturnValueHandlerTest() {
    makesNothingBut(MediaType.APPLICATION_JSON);
  }

  private void makesNothingBut(MediaType... types) {
    request.setAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, Set.of(types));
  }

  @SuppressWarnings("unused")
  private static ResponseEntity<?> method() {
    return ResponseEntity.ok().build();
  }

  private ModelAndViewContainer handle(
      HandlerMethodReturnValueHandler handler, @Nullable Object value, MockHttpServletResponse to)
      throws Exception {
    var container = new ModelAndViewContainer();
    handler.handleReturnValue(
        value,
        new MethodParameter(RecordReturnValueHandlerTest.class.getDeclaredMethod("method"), -1),
        container,
        new ServletWebRequest(request, to));
    return container;
  }

  static Stream<ResponseEntity<?>> plain() {
    return Stream.of(
        ResponseEntity.ok(THING),
        ResponseEntity.status(HttpStatus.CREATED).header("Location", "/v1/things/7").body(THING),
        ResponseEntity.accepted().header("Retry-After", "3").body(THING),
        ResponseEntity.ok(new Thing("long".repeat(ContentLengthOutputStream.MOST_HELD), 7L)),
        Problem.of(Errno.ENOENT, "There is none.").at("/v1/pins/7").toResponse(),
        Problem.of(Errno.EAGAIN, "Soon.").withRetryAfter(Duration.ofSeconds(2)).toResponse(),
        ResponseEntity.noContent().build());
  }

  @ParameterizedTest
  @MethodSource("plain")
  void plainAnswerIsThatOfSpring(ResponseEntity<?> answer) throws Exception {
    var usual = new MockHttpServletResponse();
    var spring =
        new HttpEntityMethodProcessor(
            List.of(new ContentLengthJsonConverter(JSON)),
            new ContentNegotiationManager(),
            List.of(problemCounter));

    handle(spring, answer, usual);
    var container = handle(answers, answer, response);

    assertThat(others.given).isEmpty();
    assertThat(container.isRequestHandled()).isTrue();
    assertThat(response.getStatus()).isEqualTo(usual.getStatus());
    assertThat(headers(response)).isEqualTo(headers(usual));
    assertThat(response.getContentType()).isEqualTo(usual.getContentType());
    assertThat(response.getContentLength()).isEqualTo(usual.getContentLength());
    assertThat(response.isCommitted()).isEqualTo(usual.isCommitted());
    assertThat(response.getContentAsString(StandardCharsets.UTF_8))
        .isEqualTo(usual.getContentAsString(StandardCharsets.UTF_8));
  }

  private static Map<String, List<String>> headers(MockHttpServletResponse response) {
    return response.getHeaderNames().stream()
        .collect(Collectors.toMap(Function.identity(), response::getHeaders));
  }

  @Test
  void refusalsAreCounted() throws Exception {
    handle(answers, Problem.of(Errno.ENOENT, "There is none.").toResponse(), response);

    assertThat(problemCounter.count(Errno.ENOENT)).isEqualTo(1);
  }

  @Test
  void whatCannotBeWrittenIsNotBegun() {
    assertThatExceptionOfType(HttpMessageNotWritableException.class)
        .isThrownBy(() -> handle(answers, ResponseEntity.ok(new Broken()), response));
    assertThat(response.isCommitted()).isFalse();
    assertThat(response.getContentAsByteArray()).isEmpty();
  }

  static Stream<Object> others() {
    return Stream.of(
        THING,
        ResponseEntity.ok().eTag("7").body(THING),
        ResponseEntity.ok().lastModified(7).body(THING),
        ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(THING),
        ResponseEntity.ok().varyBy("Origin").header("Location", "/").body(THING),
        ResponseEntity.ok(List.of(THING)),
        ResponseEntity.ok("text"),
        ResponseEntity.ok(new byte[] {'{', '}'}),
        ResponseEntity.ok(ProblemDetail.forStatus(400)),
        ResponseEntity.ok().build(),
        ResponseEntity.noContent().header(HttpHeaders.ETAG, "\"7\"").build());
  }

  @ParameterizedTest
  @MethodSource("others")
  void anythingElseIsLeftToSpring(Object value) throws Exception {
    isLeft(value);
  }

  @Test
  void answerInAnotherFormIsLeftToSpring() throws Exception {
    makesNothingBut(MediaType.ALL);
    isLeft(ResponseEntity.ok(THING));
    makesNothingBut(MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM);
    isLeft(ResponseEntity.ok(THING));
    request.removeAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE);
    isLeft(ResponseEntity.ok(THING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/filesystems/pmem.exe", "/v1/filesystems/pmem%2Eexe"})
  void whatLooksLikeAFileIsLeftToSpring(String path) throws Exception {
    request.setRequestURI(path);
    isLeft(ResponseEntity.ok(THING));
  }

  private void isLeft(Object value) throws Exception {
    others.given.clear();

    var container = handle(answers, value, response);

    assertThat(others.given).containsExactly(value);
    assertThat(container.isRequestHandled()).isFalse();
    assertThat(response.getHeaderNames()).isEmpty();
    assertThat(response.getContentAsByteArray()).isEmpty();
  }
}
