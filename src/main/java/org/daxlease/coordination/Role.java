package org.daxlease.coordination;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The parts that callers play. A caller may play several. */
public enum Role {
  /** Has processes of its own, with what they map, lease and pin. */
  HOLDER,
  /** A holder that may also take unbreakable leases. */
  HOLDER_UNBREAKABLE,
  /** Registers files and asks for operations on them. */
  ORCHESTRATOR,
  /** May do everything, also on behalf of others. */
  OPERATOR,
  /** Reads everything but the webhooks of others, and changes nothing. */
  VIEWER;

  /** As it is written in configuration and tokens, such as {@code holder-unbreakable}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label().equals(label)).findFirst();
  }
}
