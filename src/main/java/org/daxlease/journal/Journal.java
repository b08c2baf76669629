package org.daxlease.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
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

  private final JdbcTemplate jdbc;
  private final ObjectProvider<JournalListener> listeners;

  Journal(JdbcTemplate jdbc, ObjectProvider<JournalListener> listeners) {
    this.jdbc = jdbc;
    this.listeners = listeners;
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
    long head = lockHead();
    List<Recorded> recorded = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      recorded.add(new Recorded(head + 1 + recorded.size(), entry));
    }
    jdbc.update(JournalRows.INSERT, row -> JournalRows.COLUMNS.bind(row, recorded));
    long last = head + entries.size();
    moveHead(head, last);
    tellAfterCommit(recorded);
    return head + 1;
  }

  private long lockHead() {
    return Objects.requireNonNull(
        jdbc.queryForObject(
            "select position from journal_head where id = 1 for update", Long.class));
  }

  private void moveHead(long from, long to) {
    int rows =
        jdbc.update("update journal_head set position = ? where id = 1 and position = ?", to, from);
    if (rows != 1) {
      throw new IllegalStateException("the journal's counter left %d unlocked".formatted(from));
    }
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
