package org.daxlease.coordination.web;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.daxlease.coordination.web.json.FieldError;
import org.daxlease.coordination.web.json.InvalidTextException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Says in our words what Spring MVC found wrong with a request before a controller saw it. */
final class MvcProblems {

  private MvcProblems() {}

  static Problem of(Exception ex, HttpStatusCode status) {
    return switch (ex) {
      case MethodArgumentTypeMismatchException mismatch ->
          wrong(mismatch.getName(), expectation(mismatch));
      case MissingServletRequestParameterException missing ->
          wrong(missing.getParameterName(), "is required");
      case MissingRequestHeaderException missing -> wrong(missing.getHeaderName(), "is required");
      case NoResourceFoundException _, NoHandlerFoundException _ -> Problem.nothingHere();
      case HttpRequestMethodNotSupportedException method ->
          Problem.of(status, "This path takes " + list(method.getSupportedHttpMethods()) + ".");
      case HttpMediaTypeNotSupportedException type ->
          Problem.of(status, "The body must be " + list(type.getSupportedMediaTypes()) + ".");
      case HttpMediaTypeNotAcceptableException type ->
          Problem.of(status, "The answer is " + list(type.getSupportedMediaTypes()) + ".");
      case ErrorResponse response -> detailed(response, status);
      default -> Problem.of(status, "The request cannot be understood.");
    };
  }

  private static Problem wrong(String field, String message) {
    return Problem.of(List.of(new FieldError(field, message)));
  }

  private static String expectation(TypeMismatchException mismatch) {
    for (@Nullable Throwable cause = mismatch; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidTextException invalid) {
        return invalid.expectation();
      }
    }
    return "has the wrong form";
  }

  private static Problem detailed(ErrorResponse response, HttpStatusCode status) {
    String detail = response.getBody().getDetail();
    return Problem.of(status, detail == null ? "The request cannot be served." : detail);
  }

  private static String list(@Nullable Iterable<?> alternatives) {
    return alternatives == null
        ? "something else"
        : StreamSupport.stream(alternatives.spliterator(), false)
            .map(Object::toString)
            .sorted()
            .distinct()
            .collect(Collectors.joining(" or "));
  }
}
