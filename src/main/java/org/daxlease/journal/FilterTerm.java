package org.daxlease.journal;

import java.util.regex.Pattern;

/** What readers may ask for in words, the same for a stream, for a list and for a webhook. */
public enum FilterTerm {
  /** A host, by its name. */
  HOST("[^\\p{Cntrl}\\s]{1,253}", "must be 1 to 253 characters without blanks"),

  /** A filesystem, by its name. */
  FILESYSTEM("[A-Za-z0-9._-]{1,64}", "must be 1 to 64 letters, digits, dots, dashes, underscores"),

  /** The beginning of a type, with what all types begin with or without. */
  TYPE("[a-z0-9._-]{1,80}", "must be the beginning of an event type");

  private final Pattern pattern;
  private final String objection;

  FilterTerm(String pattern, String objection) {
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
