package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives controller methods their {@link ApiCall}. */
@Component
class ApiCallArgumentResolver implements HandlerMethodArgumentResolver {

  private final IdempotentRequests idempotent;
  private final CallerResolver callers;
  private final CredentialValidity validity;

  ApiCallArgumentResolver(
      IdempotentRequests idempotent, CallerResolver callers, CredentialValidity validity) {
    this.idempotent = idempotent;
    this.callers = callers;
    this.validity = validity;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == ApiCall.class;
  }

  @Override
  public ApiCall resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    HttpServletRequest asked =
        Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
    return new ApiCall(asked, callers.of(asked), validity, idempotent);
  }
}
