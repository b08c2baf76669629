package org.daxlease.coordination;

import java.util.Locale;

/** What a command names, by which the files and processes are found that it is about. */
enum TargetKind {
  FILE,
  PROCESS,
  /** Whose file and process never change. */
  MAPPING,
  /** Whose file and process never change. */
  LEASE,
  /** Whose file never changes; its process may, until the file is locked. */
  PIN;

  /** The ids of its files, as one side of a comparison. */
  String files() {
    return this == FILE ? "any(?)" : owners("file_id");
  }

  /** The ids of its processes, as one side of a comparison. */
  String processes() {
    return this == PROCESS ? "any(?)" : owners("process_id");
  }

  private String owners(String column) {
    return switch (this) {
      case FILE, PROCESS -> throw new IllegalStateException(this + " belongs to none or several");
      case MAPPING, LEASE, PIN ->
          "any(array(select %s from %s where id = any(?)))"
              .formatted(column, name().toLowerCase(Locale.ROOT));
    };
  }
}
