package org.daxlease.deadline;

import java.time.Instant;
import org.daxlease.coordination.TimeSource;
import org.daxlease.coordination.TransientFailures;
import org.daxlease.coordination.idempotency.IdempotentCommands;
import org.daxlease.coordination.retention.EndedRows;
import org.daxlease.journal.JournalRetention;
import org.daxlease.sql.H2FileCompactor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Removes what nobody is to ask for any more: expired idempotency keys, old journal entries, what
 * ended long ago.
 */
@Component
class CleanUp {

  private static final String PERIOD = "${daxlease.deadline.clean-up:1m}";
  private static final Logger log = LoggerFactory.getLogger(CleanUp.class);

  private final JournalRetention journal;
  private final IdempotentCommands idempotency;
  private final EndedRows ended;
  private final H2FileCompactor file;
  private final TimeSource time;

  CleanUp(
      JournalRetention journal,
      IdempotentCommands idempotency,
      EndedRows ended,
      H2FileCompactor file,
      TimeSource time) {
    this.journal = journal;
    this.idempotency = idempotency;
    this.ended = ended;
    this.file = file;
    this.time = time;
  }

  @Scheduled(fixedDelayString = PERIOD, initialDelayString = PERIOD)
  void cleanUp() {
    // Each on its own: keys that cannot be deleted must not let the journal grow.
    attempt("Expired keys", this::forgetKeys);
    attempt("Old journal entries", () -> journal.trim(time.now()));
    attempt("Rows of what has ended", () -> ended.removeOld(time.now()));
    attempt("Dead parts of the embedded database's file", file::compact);
  }

  private void forgetKeys() {
    Instant now = time.now();
    int forgotten;
    do {
      forgotten = idempotency.forgetExpired(now);
    } while (forgotten >= IdempotentCommands.MOST_FORGOTTEN);
  }

  private static void attempt(String what, Runnable removal) {
    try {
      removal.run();
    } catch (RuntimeException e) {
      if (TransientFailures.isTransient(e)) {
        log.warn("{} stay until the next clean-up: {}", what, TransientFailures.inOneLine(e));
      } else {
        log.error("{} stay until the next clean-up", what, e);
      }
    }
  }
}
