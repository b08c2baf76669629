package org.daxlease.coordination;

import java.time.Instant;

/** Told, after a commit, of the earliest deadline that it set; a hint, the rows are what counts. */
public interface DeadlineListener {

  void due(Instant at);
}
