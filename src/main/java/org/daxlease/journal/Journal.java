package org.daxlease.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.daxlease.sql.AfterCommit;
import org.daxlease.sql.Databases;
import org.daxlease.sql.Parameters;
import org.daxlease.sql.RoundTrip;
import org.daxlease.sql.RoundTrips;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.function.SingletonSupplier;

/** Appends entries in the transaction of the change they tell of. */
@Component
public class Journal {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private static final String MOVE_HEAD =
      "update journal_head set position = position + ? where id = 1";

  private final RoundTrips trips;

  /** Asks for the position that the head has then. */
  private final String moveHead;

  /** Looked up when there is something to tell: some of them need this one to be made. */
  private final Supplier<List<JournalListener>> listeners;

  Journal(
      RoundTrips trips, JdbcConnectionDetails database, ObjectProvider<JournalListener> listeners) {
    this.trips = trips;
    this.moveHead =
        Databases.isH2(database)
            ? "select position from final table (" + MOVE_HEAD + ")"
            : MOVE_HEAD + " returning position";
    this.listeners = SingletonSupplier.of(() -> listeners.stream().toList());
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
    RoundTrip trip = trips.begin();
    LongSupplier first = append(trip, entries);
    trip.execute();
    return first.getAsLong();
  }

  /**
   * The same as the end of a round trip, which is then the last of its transaction.
   *
   * @return the position of the first entry, once the trip is over
   * @throws IllegalStateException outside a transaction, unless the list is empty
   */
  public LongSupplier append(RoundTrip trip, List<Entry> entries) {
    if (entries.isEmpty()) {
      return () -> 0;
    }
    // Locks the counter until the commit, and moves it; a position is never given twice.
    var head =
        trip.query(moveHead, Parameters.of((long) entries.size()), (row, _) -> row.getLong(1));
    JournalRows.insert(trip, entries);
    LongSupplier first = () -> head.only() - entries.size() + 1;
    tellAfterCommit(first, entries);
    return first;
  }

  private void tellAfterCommit(LongSupplier first, List<Entry> entries) {
    AfterCommit.tell(() -> {
      List<CommittedEntry> recorded = new ArrayList<>(entries.size());
      for (Entry entry : entries) {
        recorded.add(new CommittedEntry(first.getAsLong() + recorded.size(), entry));
      }
      listeners.get().forEach(listener -> tell(listener, recorded));
    });
  }

  /** None keeps it from the others. */
  private static void tell(JournalListener listener, List<CommittedEntry> entries) {
    try {
      listener.committed(entries);
    } catch (RuntimeException | Error e) {
      log.error("A listener failed on the commit of position {}", entries.getLast().position(), e);
    }
  }
}
