package org.daxlease.coordination;

import java.util.Set;
import java.util.UUID;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.ReadScope;
import org.daxlease.journal.ReadScope.Breadth;
import org.daxlease.protocol.Refusal;
import org.jspecify.annotations.Nullable;

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
  public static final Caller COORDINATOR = new Caller("coordinator", Authority.EVERYTHING);

  /** Whether it may act for what this principal has made, such as its webhooks. */
  public boolean mayActFor(String owner) {
    return owner.equals(principal) || authority.has(Role.OPERATOR);
  }

  /** Whether it may act for a process: its own, one of its hosts, or any for an operator. */
  boolean mayActFor(ProcessEntity process) {
    return authority.has(Role.OPERATOR) || owns(process);
  }

  /** Whether it may look at a process. */
  boolean maySee(ProcessEntity process) {
    return maySeeProcesses() || owns(process);
  }

  /** Whether it may look at what others map, lease and pin: at whatever can be in the way. */
  boolean maySeeHoldings() {
    return authority.has(Role.VIEWER, Role.ORCHESTRATOR);
  }

  /** Whether it may look at every process. */
  boolean maySeeProcesses() {
    return authority.has(Role.VIEWER);
  }

  /** The principal whose processes are its own, for queries; of no process if none are. */
  String owner() {
    return authority.ownsWhatItRegisters() ? principal : "";
  }

  /** The hosts whose processes are its own, for queries, which take no empty list. */
  Set<String> hosts() {
    return authority.hosts().isEmpty() ? Set.of("") : authority.hosts();
  }

  /**
   * Whether signals that it asks for like this have reached the holders they are for: it asks in
   * their place, and holds things itself. What an onlooker reads says nothing of them.
   */
  public boolean standsForHolders(JournalFilter asked) {
    return asked.isForHolders() && authority.holds();
  }

  private boolean owns(ProcessEntity process) {
    return owns(process.principal, process.host);
  }

  /** Whether a process that this principal registered on that host is its own. */
  boolean owns(String registeredBy, String host) {
    return authority.hosts().contains(host)
        || (authority.ownsWhatItRegisters() && registeredBy.equals(principal));
  }

  /**
   * The refusal to act for this process, found or not; null if the caller may act, or may be told
   * that there is no such process.
   */
  @Nullable Refusal refusal(@Nullable ProcessEntity process, String what, UUID id) {
    return authority.has(Role.OPERATOR) || (process != null && owns(process))
        ? null
        : new Refusal.NotYours(what, id.toString());
  }

  /** What of the journal it may see. */
  public ReadScope readScope() {
    if (authority.has(Role.VIEWER)) {
      return ReadScope.ALL;
    }
    Breadth breadth = authority.holds() ? Breadth.FILES : Breadth.NOTHING;
    return new ReadScope(
        authority.has(Role.ORCHESTRATOR) ? Breadth.ABOUT_FILES : breadth,
        authority.ownsWhatItRegisters() ? principal : null,
        authority.hosts());
  }
}
