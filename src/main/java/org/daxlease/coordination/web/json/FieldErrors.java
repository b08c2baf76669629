package org.daxlease.coordination.web.json;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What was found wrong in one body. */
final class FieldErrors {

  /** Beyond this many errors nobody reads on, and a batch could have thousands. */
  private static final int MOST_ERRORS = 100;

  private final List<FieldError> errors = new ArrayList<>();
  private int count;

  void add(Supplier<String> path, String message) {
    if (count++ < MOST_ERRORS) {
      errors.add(new FieldError(path.get(), message));
    }
  }

  /** All that was found, also what is not listed. */
  int count() {
    return count;
  }

  /** The first of them. */
  List<FieldError> errors() {
    return errors;
  }
}
