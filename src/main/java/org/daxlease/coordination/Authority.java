package org.daxlease.coordination;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a caller may.
 *
 * @param roles the parts it plays
 * @param hosts it is the node agent of these: a holder of all their processes
 */
public record Authority(Set<Role> roles, Set<String> hosts) {

  /** May everything. */
  public static final Authority EVERYTHING = new Authority(EnumSet.allOf(Role.class), Set.of());

  /** May nothing. */
  public static final Authority NOTHING = new Authority(Set.of(), Set.of());

  /** What there is to be had, for people. */
  public static final String LABELS =
      Stream.of(Role.values()).map(Role::label).collect(Collectors.joining(", ")) + ", host:<name>";

  private static final String HOST = "host:";

  /** Copies what it is given. */
  public Authority {
    roles = Set.copyOf(roles);
    hosts = Set.copyOf(hosts);
  }

  /**
   * What the written forms of roles give.
   *
   * @param labels such as {@code holder} or {@code host:node1}
   * @throws IllegalArgumentException if one of them is no role
   */
  public static Authority of(Collection<String> labels) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    Set<String> hosts = new TreeSet<>();
    for (String label : labels) {
      if (isHost(label)) {
        hosts.add(label.substring(HOST.length()));
      } else {
        roles.add(
            Role.of(label)
                .orElseThrow(() -> new IllegalArgumentException("no such role: " + label)));
      }
    }
    return new Authority(roles, hosts);
  }

  /** Whether this is the written form of a role. */
  public static boolean isLabel(String text) {
    return isHost(text) || Role.of(text).isPresent();
  }

  /** In one line: labels are kept as lines, and none may become two. */
  private static boolean isHost(String label) {
    return label.startsWith(HOST)
        && label.length() > HOST.length()
        && label.chars().noneMatch(Character::isISOControl);
  }

  /** Its written forms, in a fixed order: what {@link #of} takes. */
  public List<String> labels() {
    return Stream.concat(
            roles.stream().sorted().map(Role::label), hosts.stream().sorted().map(HOST::concat))
        .toList();
  }

  /** Whether it plays one of these parts, or that of an operator, who plays them all. */
  public boolean has(Role... any) {
    return roles.contains(Role.OPERATOR) || Stream.of(any).anyMatch(roles::contains);
  }

  /** Whether it holds things in processes, its own or those of a host. */
  public boolean holds() {
    return ownsWhatItRegisters() || !hosts.isEmpty();
  }

  /** Whether it may say of a process that it is one of this host, and be believed. */
  public boolean speaksFor(String host) {
    return roles.contains(Role.OPERATOR) || hosts.contains(host);
  }

  /**
   * Whether it may take a lease of this kind.
   *
   * @param changesUnbreakable whether that would change one that is unbreakable already
   */
  boolean mayTake(TakeLease lease, boolean changesUnbreakable) {
    boolean unbreakable = lease.breakable() == null ? changesUnbreakable : !lease.breakable();
    return !unbreakable || mayHoldUnbreakable();
  }

  /** Whether it may have leases that nothing breaks, of whatever range. */
  boolean mayHoldUnbreakable() {
    return has(Role.HOLDER_UNBREAKABLE);
  }

  /** Whether it may register a process there. */
  boolean mayRegisterOn(String host) {
    return ownsWhatItRegisters() || hosts.contains(host);
  }

  /** Whether what its principal has registered is its own. */
  boolean ownsWhatItRegisters() {
    return has(Role.HOLDER, Role.HOLDER_UNBREAKABLE);
  }
}
