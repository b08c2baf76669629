package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.regex.Pattern;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads {@code ?limit=&cursor=} into a {@link PageQuery}. */
class PageQueryArgumentResolver implements HandlerMethodArgumentResolver {

  private static final Pattern POSITIVE = Pattern.compile("[1-9][0-9]*");
  private static final int DIGITS_OF_MOST = String.valueOf(PageQuery.MOST_ITEMS).length();

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
    if (!POSITIVE.matcher(text).matches()) {
      throw new InvalidFieldsException(
          "limit",
          "must be an integer above 0; at most %d come at a time".formatted(PageQuery.MOST_ITEMS));
    }
    // However many digits: more than the most is the most.
    return text.length() > DIGITS_OF_MOST
        ? PageQuery.MOST_ITEMS
        : Math.min(Integer.parseInt(text), PageQuery.MOST_ITEMS);
  }
}
