package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.daxlease.coordination.web.json.InvalidTextException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads {@code ?limit=&cursor=} into a {@link PageQuery}. */
class PageQueryArgumentResolver implements HandlerMethodArgumentResolver {

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == PageQuery.class;
  }

  @Override
  public PageQuery resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    String path =
        Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)).getRequestURI();
    String limit = request.getParameter("limit");
    String cursor = request.getParameter("cursor");
    return new PageQuery(
        limit == null ? PageQuery.DEFAULT_LIMIT : limit(limit),
        path,
        cursor == null ? null : Cursor.decode(path, cursor));
  }

  private static int limit(String text) {
    try {
      return PageQuery.limit(text);
    } catch (InvalidTextException e) {
      throw new InvalidFieldsException("limit", e.expectation());
    }
  }
}
