package org.daxlease.coordination;

import org.daxlease.journal.Sight;
import org.daxlease.journal.Sight.Breadth;

/**
 * On whose behalf a command runs, as the service itself established it.
 *
 * @param principal the authenticated name; {@code anonymous} where nobody has to say who they are
 * @param authority what it may
 */
public record Caller(String principal, Authority authority) {

  /** Anybody, where nobody has to say who they are. */
  public static final Caller ANONYMOUS = new Caller("anonymous", Authority.EVERYTHING);

  /** The coordinator itself: deadlines. */
  static final Caller COORDINATOR = new Caller("coordinator", Authority.EVERYTHING);

  /** Whether it may act for what this principal has made, such as its webhooks. */
  public boolean mayActFor(String owner) {
    return owner.equals(principal) || authority.has(Role.OPERATOR);
  }

  /** What of the journal it may see. */
  public Sight sight() {
    if (authority.has(Role.VIEWER)) {
      return Sight.ALL;
    }
    Breadth breadth = authority.holds() ? Breadth.FILES : Breadth.NOTHING;
    return new Sight(
        authority.has(Role.ORCHESTRATOR) ? Breadth.ABOUT_FILES : breadth,
        authority.ownsWhatItRegisters() ? principal : null,
        authority.hosts());
  }
}
