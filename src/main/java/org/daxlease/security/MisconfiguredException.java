package org.daxlease.security;

/** The service cannot start as it is configured: it would be open, or nobody could get in. */
class MisconfiguredException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String action;

  /**
   * Names no secret in either sentence.
   *
   * @param action what to do about it
   */
  MisconfiguredException(String description, String action) {
    super(description);
    this.action = action;
  }

  String action() {
    return action;
  }
}
