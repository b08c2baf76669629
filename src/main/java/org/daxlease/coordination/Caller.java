package org.daxlease.coordination;

/**
 * On whose behalf a command runs, as the service itself established it.
 *
 * @param principal the authenticated name; {@code anonymous} where nobody has to say who they are
 */
public record Caller(String principal) {

  public static final Caller ANONYMOUS = new Caller("anonymous");

  /** The coordinator itself: deadlines. */
  static final Caller COORDINATOR = new Caller("coordinator");
}
