package org.daxlease.coordination;

import java.time.Instant;

/**
 * Told, after a commit, that nothing is due before this on what it touched; a hint, as the rows are
 * what counts.
 */
public interface DeadlineListener {

  void due(Instant at);
}
