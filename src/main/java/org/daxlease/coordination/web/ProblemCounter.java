package org.daxlease.coordination.web;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.daxlease.protocol.Errno;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Counts by code how often this replica said no, whoever decided it: rules, checks, the server. */
@RestControllerAdvice
public class ProblemCounter implements ResponseBodyAdvice<Object> {

  private final Map<Errno, LongAdder> counts = new EnumMap<>(Errno.class);

  ProblemCounter() {
    for (Errno code : Errno.values()) {
      counts.put(code, new LongAdder());
    }
  }

  /** How many problem documents with this code went out, those of batch items included. */
  public long count(Errno code) {
    return counter(code).sum();
  }

  @Override
  public boolean supports(
      MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
    return true;
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returnType,
      MediaType contentType,
      Class<? extends HttpMessageConverter<?>> converterType,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    countIn(body);
    return body;
  }

  /** Counts what a controller answers. */
  void countIn(@Nullable Object body) {
    switch (body) {
      case Problem problem -> count(problem);
      case PinController.Items items ->
          items.items().stream()
              .map(PinController.Item::problem)
              .filter(Objects::nonNull)
              .forEach(this::count);
      case null, default -> {}
    }
  }

  void count(Problem problem) {
    counter(problem.code()).increment();
  }

  private LongAdder counter(Errno code) {
    return Objects.requireNonNull(counts.get(code));
  }
}
