package org.daxlease.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.daxlease.journal.ChangeFeed;
import org.daxlease.journal.CommittedEntry;
import org.daxlease.journal.Envelopes;
import org.daxlease.journal.JournalFilter;
import org.daxlease.journal.Refs;
import org.jspecify.annotations.Nullable;

/**
 * Hands new entries to the live clients that want them. Clients that ask for one process or one
 * file are found by that id, so thousands of them cost an entry one look-up and not a check each.
 */
final class StreamDispatcher implements ChangeFeed.Listener {

  private final Envelopes envelopes;
  private final int queueCapacity;
  private final StreamLimits limits;

  /** Every client, live or not. */
  private final Set<StreamConnection> connections = ConcurrentHashMap.newKeySet();

  /**
   * Live clients by the process or file they want; ids of both are unique together. A client goes
   * live between two entries, never beside one.
   */
  private final Map<UUID, Set<StreamConnection>> byId = new ConcurrentHashMap<>();

  /** Live clients that want no one process or file. */
  private final Set<StreamConnection> general = ConcurrentHashMap.newKeySet();

  private final LongAdder cutOff = new LongAdder();
  private long position;
  private Lost lost = new Lost(0, 0, 0);
  private boolean closed;

  /** Positions that were given twice, the first time to entries that were lost. */
  private record Lost(long to, long last, long noticedAt) {

    /**
     * Clients that were cut off in a failover are back within seconds. Later a position may as well
     * be that of an entry which is there.
     */
    private static final long REMEMBERED = Duration.ofMinutes(1).toNanos();

    boolean isRecent(long position, long now) {
      return position > to && position <= last && now - noticedAt < REMEMBERED;
    }
  }

  /**
   * Creates a dispatcher that is given every entry after a position.
   *
   * @param properties how many frames wait for one client, and how many clients there may be
   */
  StreamDispatcher(Envelopes envelopes, StreamProperties properties) {
    this.envelopes = envelopes;
    this.queueCapacity = properties.queueCapacity();
    this.limits = new StreamLimits(properties);
  }

  /** How many may be connected; who leaves the dispatcher makes room. */
  StreamLimits limits() {
    return limits;
  }

  /** How many clients are connected. */
  int size() {
    return connections.size();
  }

  /**
   * How far the client is that is furthest behind; those that are live have been handed all there
   * is up to here.
   */
  synchronized long slowest() {
    return connections.stream()
        .filter(connection -> !connection.live())
        .mapToLong(StreamConnection::position)
        .reduce(position, Math::min);
  }

  /** How many of the clients are still reading the journal themselves. */
  long catchingUp() {
    return connections.stream().filter(connection -> !connection.live()).count();
  }

  /** How many frames wait in memory for connections to take them. */
  long queued() {
    return connections.stream().mapToLong(StreamConnection::queued).sum();
  }

  /** How many clients were cut off since the start because they took nothing. */
  long cutOff() {
    return cutOff.sum();
  }

  /** Whether no other stream may begin. */
  synchronized boolean closed() {
    return closed;
  }

  /** Says after which position entries will come. */
  synchronized void startAfter(long start) {
    position = Math.max(position, start);
  }

  /**
   * Takes a client in, to be served from the journal first; false once the dispatcher is closed.
   */
  synchronized boolean add(StreamConnection connection) {
    if (!closed) {
      connections.add(connection);
      if (connection.resumes() && lost.isRecent(connection.position(), System.nanoTime())) {
        connection.goBack(lost.to());
      }
    }
    return !closed;
  }

  /** Makes a client live if it has all there is up to here; else it has more to catch up on. */
  synchronized boolean join(StreamConnection connection) {
    if (connection.position() < position
        || connection.goesBack()
        || !connections.contains(connection)) {
      return false;
    }
    placeOf(connection).add(connection);
    connection.goLive();
    return true;
  }

  /** Drops a client that has ended. */
  synchronized void forget(StreamConnection connection) {
    if (connections.remove(connection)) {
      limits.leave(connection.principal());
    }
    leave(connection);
  }

  /** Hands new entries out; called by one thread, in order. */
  @Override
  public synchronized void accept(List<CommittedEntry> batch) {
    if (batch.getFirst().position() - 1 > position) {
      // Trimmed before this process had read them: who wanted them is told by its own replay.
      connections.stream().filter(StreamConnection::live).forEach(this::sendBack);
    }
    for (CommittedEntry recorded : batch) {
      handOut(recorded);
      position = recorded.position();
    }
  }

  /** What clients were sent from there on never happened: they are told, and read what did. */
  @Override
  public synchronized void wentBack(long to) {
    // Clients that read for themselves may have been further than this.
    long last =
        connections.stream().mapToLong(StreamConnection::position).reduce(position, Math::max);
    lost = new Lost(to, last, System.nanoTime());
    position = to;
    for (StreamConnection connection : connections) {
      leave(connection);
      connection.goBack(to);
      connection.wake();
    }
  }

  private void handOut(CommittedEntry recorded) {
    Frame frame = new Frame.Entry(recorded, envelopes);
    Refs refs = recorded.entry().refs();
    offer(recorded, frame, at(refs.processId()));
    offer(recorded, frame, at(refs.fileId()));
    offer(recorded, frame, general);
  }

  private void offer(CommittedEntry recorded, Frame frame, Set<StreamConnection> candidates) {
    for (StreamConnection connection : candidates) {
      if (recorded.position() <= connection.position() || !connection.filter().matches(recorded)) {
        continue;
      }
      if (connection.queued() >= queueCapacity) {
        sendBack(connection);
      } else {
        connection.queue(recorded, frame);
        connection.wake();
      }
    }
  }

  /** Back to the journal: it is sent what is queued, then reads from there at its own pace. */
  private void sendBack(StreamConnection connection) {
    leave(connection);
    connection.fallBehind(position);
    connection.wake();
  }

  /** Sends the position to every client that was sent nothing for that long. */
  synchronized void keepAlive(long nanos, long now) {
    for (StreamConnection connection : connections) {
      if (connection.quiet(nanos, now) && !connection.goesBack()) {
        if (connection.live()) {
          connection.queuePosition(Math.max(position, connection.position()));
        } else {
          connection.repeatPosition();
        }
        connection.wake();
      }
    }
  }

  /** Lets clients go on that could not read the journal. */
  void tryAgain() {
    connections.forEach(StreamConnection::tryAgain);
  }

  /** Ends the streams of clients that have taken nothing for that long. */
  void cutOffStalled(long nanos, long now) {
    connections.stream()
        .filter(connection -> connection.stalled(nanos, now) && connection.end())
        .forEach(_ -> cutOff.increment());
  }

  /** Ends the streams of those whose credentials are not good any more. */
  void cutOffUnwelcome() {
    connections.stream().filter(connection -> !connection.welcome()).forEach(StreamConnection::end);
  }

  /** Ends every stream and lets no other begin. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    connections.forEach(StreamConnection::end);
  }

  private void leave(StreamConnection connection) {
    UUID id = idOf(connection);
    if (id == null) {
      general.remove(connection);
    } else {
      byId.computeIfPresent(
          id,
          (_, place) -> {
            place.remove(connection);
            return place.isEmpty() ? null : place;
          });
    }
  }

  private Set<StreamConnection> placeOf(StreamConnection connection) {
    UUID id = idOf(connection);
    return id == null ? general : byId.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet());
  }

  private Set<StreamConnection> at(@Nullable UUID id) {
    return id == null ? Set.of() : byId.getOrDefault(id, Set.of());
  }

  private static @Nullable UUID idOf(StreamConnection connection) {
    JournalFilter filter = connection.filter();
    return filter.processId() != null ? filter.processId() : filter.fileId();
  }
}
