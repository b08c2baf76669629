package org.daxlease.coordination.web.json;

import java.util.List;
import java.util.stream.Collectors;

/** A request whose fields cannot be understood; it is answered with EINVAL and changes nothing. */
public class InvalidFieldsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<FieldError> errors;

  /** All that is wrong, at least one error. */
  public InvalidFieldsException(List<FieldError> errors) {
    super(
        errors.stream()
            .map(error -> error.field() + " " + error.message())
            .collect(Collectors.joining("; ")));
    this.errors = List.copyOf(errors);
  }

  /** One field is wrong. */
  public InvalidFieldsException(String field, String message) {
    this(List.of(new FieldError(field, message)));
  }

  /** What is wrong, in the order in which it was met. */
  public List<FieldError> errors() {
    return errors;
  }
}
