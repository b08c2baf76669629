package org.daxlease.coordination.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.daxlease.coordination.web.json.FieldError;
import org.daxlease.coordination.web.json.InvalidFieldsException;
import org.daxlease.coordination.web.json.StrictJson;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpMethod;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads the parameter marked with {@link Body}. */
@Component
class BodyArgumentResolver implements HandlerMethodArgumentResolver {

  private static final MediaType MERGE_PATCH = MediaType.valueOf("application/merge-patch+json");

  /** RFC 9110, 8.3.1; Spring passes over a parameter without a value. */
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[^;]++(\\s*+;\\s*+([^\\s;=]+=(\"[^\"]*\"|[^\\s;\"]+))?)*\\s*");

  /** Longer than any that means JSON, and short enough for the pattern, which is recursive. */
  private static final int LONGEST_MEDIA_TYPE = 256;

  private final StrictJson json;
  private final Validator validator;

  BodyArgumentResolver(StrictJson json, Validator validator) {
    this.json = json;
    this.validator = validator;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.hasParameterAnnotation(Body.class);
  }

  @Override
  public @Nullable Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders)
      throws HttpMediaTypeNotSupportedException {
    HttpServletRequest asked =
        Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
    byte[] bytes = BufferedRequest.bodyOf(asked);
    if (bytes.length == 0 && parameter.isOptional()) {
      return null;
    }
    if (bytes.length == 0) {
      throw new InvalidFieldsException(FieldError.BODY, "is required");
    }
    requireMediaType(asked);
    Record body = json.read(bytes, parameter.getParameterType().asSubclass(Record.class));
    validate(body);
    return body;
  }

  private static void requireMediaType(HttpServletRequest request)
      throws HttpMediaTypeNotSupportedException {
    boolean patch = request.getMethod().equals(HttpMethod.PATCH.name());
    MediaType expected = patch ? MERGE_PATCH : MediaType.APPLICATION_JSON;
    String header = request.getContentType();
    if (expected.toString().equals(header)) {
      // As nearly all send it: nothing to be read closely.
      return;
    }
    MediaType actual = mediaType(header);
    if (actual == null || !actual.equalsTypeAndSubtype(expected) || !isUtf8(actual)) {
      throw new HttpMediaTypeNotSupportedException(
          actual, List.of(expected), HttpMethod.valueOf(request.getMethod()));
    }
  }

  private static @Nullable MediaType mediaType(@Nullable String header) {
    try {
      return header != null
              && header.length() <= LONGEST_MEDIA_TYPE
              && MEDIA_TYPE.matcher(header).matches()
          ? MediaType.parseMediaType(header)
          : null;
    } catch (InvalidMediaTypeException e) {
      return null;
    }
  }

  private static boolean isUtf8(MediaType type) {
    Charset charset = type.getCharset();
    return charset == null || charset.equals(StandardCharsets.UTF_8);
  }

  private void validate(Record body) {
    if (!validator.getConstraintsForClass(body.getClass()).isBeanConstrained()) {
      return;
    }
    Set<ConstraintViolation<Record>> violations = validator.validate(body);
    if (!violations.isEmpty()) {
      throw new InvalidFieldsException(
          violations.stream()
              .map(it -> new FieldError(it.getPropertyPath().toString(), it.getMessage()))
              .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::message))
              .toList());
    }
  }
}
