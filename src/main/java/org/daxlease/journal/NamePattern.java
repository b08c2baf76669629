package org.daxlease.journal;

import java.util.regex.Pattern;

/** What things are called, wherever they are named: as they are made, in filters, for webhooks. */
public enum NamePattern {
  /** A host, by its name. */
  HOST(
      "[A-Za-z0-9]([A-Za-z0-9._:-]{0,251}[A-Za-z0-9])?",
      "must have 1 to 253 letters, digits, dots, colons, hyphens and underscores, the first and the"
          + " last a letter or digit"),

  /** A filesystem, by its name. */
  FILESYSTEM(
      "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
      "must have 1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or"
          + " digit"),

  /** The beginning of a type, with what all types begin with or without. */
  TYPE("[a-z0-9._-]{1,80}", "must be the beginning of an event type");

  private final Pattern pattern;
  private final String objection;

  NamePattern(String pattern, String objection) {
    this.pattern = Pattern.compile(pattern);
    this.objection = objection;
  }

  /** Whether something may be called so. */
  public boolean fits(String value) {
    return pattern.matcher(value).matches();
  }

  /** What is wrong with a value that does not fit, for people. */
  public String objection() {
    return objection;
  }
}
