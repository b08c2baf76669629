package org.daxlease.stream;

import java.util.List;
import org.daxlease.journal.Entry;
import org.daxlease.journal.Journal;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Commands that do nothing but journal. No component, so that no scan finds it. */
class Writer {

  private final Journal journal;
  private final TransactionTemplate transaction;

  Writer(Journal journal, PlatformTransactionManager transactions) {
    this.journal = journal;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** Appends in one transaction and answers the first position. */
  long append(Entry... entries) {
    return append(List.of(entries));
  }

  long append(List<Entry> entries) {
    return transaction.execute(_ -> journal.append(entries));
  }
}
