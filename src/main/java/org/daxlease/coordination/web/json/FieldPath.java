package org.daxlease.coordination.web.json;

import org.jspecify.annotations.Nullable;

/** A place in a body; its path is only written out when something is wrong there. */
record FieldPath(@Nullable FieldPath parent, String step, FieldErrors errors) {

  static FieldPath root(FieldErrors errors) {
    return new FieldPath(null, "", errors);
  }

  FieldPath field(String name) {
    return new FieldPath(this, name, errors);
  }

  FieldPath item(int index) {
    return new FieldPath(this, "[" + index + "]", errors);
  }

  /** Notes an error and gives null, the value of what cannot be read. */
  @Nullable Object wrong(String message) {
    errors.add(this::path, message);
    return null;
  }

  private String path() {
    if (parent == null) {
      return FieldError.BODY;
    }
    String before = parent.parent == null ? "" : parent.path();
    return before.isEmpty() || step.startsWith("[") ? before + step : before + "." + step;
  }
}
