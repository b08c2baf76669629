package org.daxlease.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.daxlease.coordination.DeadlineListener;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.JournalListener;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.stereotype.Component;

/**
 * Tells the other replicas what this one has committed. After the commit and not inside it: there
 * every NOTIFY takes a lock of the whole server until the commit is durable. So a hint can be lost
 * with its replica, and the others find the commit at their next poll. While there are no others
 * nothing is told; whoever comes is told of all that in one hint.
 */
@Component
class HintSender extends HintConnection implements JournalListener, DeadlineListener {

  /** What is committed within this time goes as one: a NOTIFY is a transaction of its own. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final AtomicReference<Hint> pending = new AtomicReference<>(Hint.NOTHING);
  private final Semaphore news = new Semaphore(0);
  private final Peers peers;

  /** The server's process that sends for this replica; 0 for none yet. */
  private volatile int backend;

  HintSender(UnpooledConnections connections, PostgresProperties properties, Peers peers) {
    // Nobody has to wait until a hint is on disk, or even on a standby.
    super("hint-sender", connections, properties, "-c synchronous_commit=off");
    this.peers = peers;
  }

  @Override
  public void committed(List<CommittedEntry> entries) {
    tell(new Hint(entries.getLast().position(), null));
  }

  @Override
  public void due(Instant at) {
    tell(new Hint(0, at));
  }

  private void tell(Hint hint) {
    if (isRunning() && pending.getAndAccumulate(hint, Hint::and).equals(Hint.NOTHING)) {
      news.release();
    }
  }

  /** Something was heard: of another replica, or of this one. */
  void heard(PGNotification hint) {
    if (hint.getPID() != backend && peers.heard()) {
      news.release();
    }
  }

  @Override
  void use(Connection connection) throws SQLException, InterruptedException {
    backend = connection.unwrap(PGConnection.class).getBackendPID();
    try (PreparedStatement send = connection.prepareStatement("select pg_notify(?, ?)")) {
      send.setString(1, CHANNEL);
      // Says that this replica is there, too, where there is nothing to tell.
      while (isRunning()) {
        Hint hint = peers.areThere() ? pending.getAndSet(Hint.NOTHING) : Hint.NOTHING;
        send.setString(2, hint.text());
        send.execute();
        works();
        pause(PAUSE);
        awaitNews();
      }
    }
  }

  /** Waits for something to tell, and somebody to tell it to; or until it is time anyway. */
  private void awaitNews() throws InterruptedException {
    long end = System.nanoTime() + Peers.ANNOUNCED.toNanos();
    boolean woken;
    do {
      woken = news.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } while (woken && isRunning() && !peers.areThere());
  }

  @Override
  void wake() {
    news.release();
  }
}
