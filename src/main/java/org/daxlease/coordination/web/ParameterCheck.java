package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.daxlease.coordination.web.json.FieldError;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.daxlease.coordination.web.json.InvalidTextException;
import org.daxlease.coordination.web.json.StrictText;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Holds path variables and query parameters to the one form of their type before Spring converts
 * them. A strict converter would not do: when one fails, Spring goes on to try the JDK's property
 * editors, which trim, take hexadecimal numbers, "yes" and half a UUID. Unknown parameters are
 * ignored, as everywhere on the web.
 */
class ParameterCheck implements HandlerInterceptor {

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    List<FieldError> errors = new ArrayList<>();
    // Bodies are no forms; to look for parameters there costs as much as to read a short one.
    if (request.getQueryString() != null) {
      request.getParameterMap().forEach((name, values) -> checkAny(name, values, errors));
    }
    if (errors.isEmpty() && handler instanceof HandlerMethod method) {
      for (MethodParameter parameter : method.getMethodParameters()) {
        checkTyped(parameter, request, errors);
      }
    }
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
    return true;
  }

  private static void checkAny(String name, String[] values, List<FieldError> errors) {
    if (values.length > 1) {
      errors.add(new FieldError(StrictText.printable(name), "must not appear twice"));
      return;
    }
    check(StrictText.printable(name), values[0], String.class, errors);
  }

  private static void checkTyped(
      MethodParameter parameter, HttpServletRequest request, List<FieldError> errors) {
    String name = parameter.getParameter().getName();
    String text = null;
    if (parameter.hasParameterAnnotation(PathVariable.class)) {
      text = pathVariable(request, name);
    } else if (parameter.hasParameterAnnotation(RequestParam.class)) {
      text = request.getParameter(name);
    }
    if (text != null) {
      check(name, text, parameter.getParameterType(), errors);
    }
  }

  private static @Nullable String pathVariable(HttpServletRequest request, String name) {
    Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    return variables instanceof Map<?, ?> map && map.get(name) instanceof String text ? text : null;
  }

  private static void check(String name, String text, Class<?> type, List<FieldError> errors) {
    try {
      StrictText.value(text, type);
    } catch (InvalidTextException e) {
      errors.add(new FieldError(name, e.expectation()));
    }
  }
}
