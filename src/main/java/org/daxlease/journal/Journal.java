package org.daxlease.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.daxlease.sql.Databases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Appends entries in the transaction of the change they tell of. */
@Component
public class Journal {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private static final String MOVE_HEAD =
      "update journal_head set position = position + ? where id = 1";

  private final JdbcTemplate jdbc;
  private final ObjectProvider<JournalListener> listeners;
  private final String moveHead;

  Journal(
      JdbcTemplate jdbc,
      JdbcConnectionDetails database,
      ObjectProvider<JournalListener> listeners) {
    this.jdbc = jdbc;
    this.listeners = listeners;
    this.moveHead =
        Databases.isH2(database)
            ? "select position from final table (" + MOVE_HEAD + ")"
            : MOVE_HEAD + " returning position";
  }

  /**
   * Appends in list order. It must be the last statement of its transaction, with everything else
   * flushed: from here to the commit no other transaction can append, which is what makes positions
   * gap-free and puts them in commit order. A rollback leaves no trace.
   *
   * @return the position of the first entry, the others follow it; 0 for an empty list, which locks
   *     nothing
   * @throws org.springframework.transaction.IllegalTransactionStateException outside a transaction
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public long append(List<Entry> entries) {
    if (entries.isEmpty()) {
      return 0;
    }
    long last = moveHead(entries.size());
    long first = last - entries.size() + 1;
    List<Recorded> recorded = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      recorded.add(new Recorded(first + recorded.size(), entry));
    }
    jdbc.update(JournalRows.INSERT, row -> JournalRows.COLUMNS.bind(row, recorded));
    tellAfterCommit(recorded);
    return first;
  }

  /** Locks the counter until the commit, and moves it; a position is never given twice. */
  private long moveHead(int by) {
    return Objects.requireNonNull(jdbc.queryForObject(moveHead, Long.class, by));
  }

  private void tellAfterCommit(List<Recorded> entries) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            listeners.forEach(listener -> tell(listener, entries));
          }
        });
  }

  /** It is committed: whatever a listener does, the caller must hear of success. */
  private static void tell(JournalListener listener, List<Recorded> entries) {
    try {
      listener.committed(entries);
    } catch (RuntimeException e) {
      log.error("A listener failed on the commit of position {}", entries.getLast().position(), e);
    }
  }
}
