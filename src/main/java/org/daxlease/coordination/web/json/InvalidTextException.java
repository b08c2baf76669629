package org.daxlease.coordination.web.json;

/** A text that does not have the form its type asks for. */
public class InvalidTextException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String expectation;

  /** A text that is not what is expected: the end of a sentence that begins with its field. */
  public InvalidTextException(String expectation) {
    super(expectation);
    this.expectation = expectation;
  }

  /** What the text must be, as the end of a sentence that begins with the field's name. */
  public String expectation() {
    return expectation;
  }
}
